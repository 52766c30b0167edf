// A code to be scanned off this screen.

#if canImport(SwiftUI)
    import SwiftUI

    /// Black on white whatever the colours of the phone: cameras read nothing else as well.
    struct QRCode: View {
        let text: String
        let label: String

        var body: some View {
            if let drawn = Self.drawn(text) {
                drawn.interpolation(.none).resizable().scaledToFit()
                    .frame(maxWidth: 260)
                    .padding()
                    .background(Color.white)
                    .accessibilityLabel(label)
            }
        }
    }

    #if canImport(UIKit)
        import CoreImage.CIFilterBuiltins
        import UIKit

        extension QRCode {
            fileprivate static func drawn(_ text: String) -> Image? {
                let code = CIFilter.qrCodeGenerator()
                code.message = Data(text.utf8)
                code.correctionLevel = "M"
                guard let drawn = code.outputImage,
                    let picture = CIContext().createCGImage(drawn, from: drawn.extent)
                else { return nil }
                return Image(uiImage: UIImage(cgImage: picture))
            }
        }
    #else
        extension QRCode {
            /// Only an iPhone draws one.
            fileprivate static func drawn(_ text: String) -> Image? { nil }
        }
    #endif
#endif
