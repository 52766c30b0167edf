import Foundation

/// Takes a photo, once, when a person asks for it.
@MainActor
protocol Camera {
    /// A JPEG small enough to be sent over a weak signal; nothing when the person changed their mind.
    func takePhoto() async throws -> Data?
}

#if canImport(UIKit)
    import UIKit

    /// The system's camera screen. Nothing is taken from the albums and nothing put into them.
    @MainActor
    final class LiveCamera: NSObject, Camera {
        private var answer: CheckedContinuation<Data?, Never>?

        func takePhoto() async throws -> Data? {
            guard UIImagePickerController.isSourceTypeAvailable(.camera), let screen = Front.screen,
                answer == nil
            else { return nil }
            let picker = UIImagePickerController()
            picker.sourceType = .camera
            picker.delegate = self
            return await withCheckedContinuation { continuation in
                answer = continuation
                screen.present(picker, animated: true)
            }
        }

        private func end(_ picker: UIImagePickerController, with image: UIImage?) {
            picker.dismiss(animated: true)
            answer?.resume(returning: image.flatMap(Self.jpeg))
            answer = nil
        }

        /// At most about 300 KB: the longer side 1600 points, then coarser until it fits.
        nonisolated private static func jpeg(_ image: UIImage) -> Data? {
            let (longest, bytesMax) = (1600.0, 300_000)
            let scale = min(1, longest / max(image.size.width, image.size.height))
            let size = CGSize(width: image.size.width * scale, height: image.size.height * scale)
            let format = UIGraphicsImageRendererFormat()
            format.scale = 1
            let small = UIGraphicsImageRenderer(size: size, format: format).image { _ in
                image.draw(in: CGRect(origin: .zero, size: size))
            }
            let tries = [0.8, 0.6, 0.4].lazy.compactMap { small.jpegData(compressionQuality: $0) }
            return tries.first { $0.count <= bytesMax } ?? small.jpegData(compressionQuality: 0.3)
        }
    }

    extension LiveCamera: UIImagePickerControllerDelegate, UINavigationControllerDelegate {
        func imagePickerController(
            _ picker: UIImagePickerController,
            didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
        ) {
            end(picker, with: info[.originalImage] as? UIImage)
        }

        func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
            end(picker, with: nil)
        }
    }

    /// What is in front, to present the system's own screens on.
    @MainActor
    enum Front {
        static var screen: UIViewController? {
            let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
            var front = scenes.flatMap(\.windows).first { $0.isKeyWindow }?.rootViewController
            while let above = front?.presentedViewController { front = above }
            return front
        }
    }
#endif
