import Foundation

/// Reads one code with the camera, when a person asks for it.
@MainActor
protocol CodeScanner {
    /// What the code says; nothing when the person went back.
    func scan() async -> String?
}

#if canImport(AVFoundation) && canImport(UIKit)
    @preconcurrency import AVFoundation
    import UIKit

    @MainActor
    final class LiveScanner: CodeScanner {
        func scan() async -> String? {
            guard await AVCaptureDevice.requestAccess(for: .video), let front = Front.screen
            else { return nil }
            return await withCheckedContinuation { continuation in
                let screen = ScannerScreen { continuation.resume(returning: $0) }
                front.present(screen, animated: true)
            }
        }
    }

    /// The picture of the camera, until a code is in it. Swiped away, it answers with nothing.
    @MainActor
    private final class ScannerScreen: UIViewController {
        private let session = AVCaptureSession()
        private var end: ((String?) -> Void)?

        init(_ end: @escaping (String?) -> Void) {
            self.end = end
            super.init(nibName: nil, bundle: nil)
        }

        @available(*, unavailable)
        required init?(coder: NSCoder) {
            nil
        }

        override func viewDidLoad() {
            super.viewDidLoad()
            view.backgroundColor = .black
            let codes = AVCaptureMetadataOutput()
            guard let camera = AVCaptureDevice.default(for: .video),
                let input = try? AVCaptureDeviceInput(device: camera),
                session.canAddInput(input), session.canAddOutput(codes)
            else { return }
            session.addInput(input)
            session.addOutput(codes)
            codes.setMetadataObjectsDelegate(self, queue: .main)
            codes.metadataObjectTypes = [.qr]
            let picture = AVCaptureVideoPreviewLayer(session: session)
            picture.videoGravity = .resizeAspectFill
            picture.frame = view.bounds
            view.layer.addSublayer(picture)
            nonisolated(unsafe) let session = session
            // It blocks until the camera runs.
            DispatchQueue.global().async { session.startRunning() }
        }

        override func viewDidDisappear(_ animated: Bool) {
            super.viewDidDisappear(animated)
            session.stopRunning()
            answer(nil)
        }

        private func answer(_ text: String?) {
            end?(text)
            end = nil
        }
    }

    extension ScannerScreen: @preconcurrency AVCaptureMetadataOutputObjectsDelegate {
        func metadataOutput(
            _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
            from connection: AVCaptureConnection
        ) {
            let codes = objects.compactMap { $0 as? AVMetadataMachineReadableCodeObject }
            guard let text = codes.first?.stringValue else { return }
            answer(text)
            dismiss(animated: true)
        }
    }
#endif
