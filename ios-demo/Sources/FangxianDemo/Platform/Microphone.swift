import Foundation

/// A voice note: AAC in an MPEG-4 file.
struct Recording: Sendable, Hashable {
    let bytes: Data
    let seconds: Int
}

/// Records a voice note while a person wants it to, and plays one.
@MainActor
protocol Microphone {
    /// Whether it records now; not when it may not.
    func start() async -> Bool
    /// What was recorded; nothing when nothing was.
    func stop() async -> Recording?
    func play(_ file: URL)
}

#if canImport(AVFoundation) && canImport(UIKit)
    @preconcurrency import AVFoundation

    @MainActor
    final class LiveMicrophone: Microphone {
        private var recorder: AVAudioRecorder?
        private var player: AVAudioPlayer?
        private let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("voice.m4a")

        func start() async -> Bool {
            guard await AVAudioApplication.requestRecordPermission() else { return false }
            let session = AVAudioSession.sharedInstance()
            // Speech: one channel and few bits are enough, and a minute stays below 250 KB.
            let settings: [String: Any] = [
                AVFormatIDKey: kAudioFormatMPEG4AAC, AVSampleRateKey: 16_000,
                AVNumberOfChannelsKey: 1, AVEncoderBitRateKey: 32_000,
            ]
            do {
                try session.setCategory(.playAndRecord, mode: .default, options: .defaultToSpeaker)
                try session.setActive(true)
                let recorder = try AVAudioRecorder(url: file, settings: settings)
                self.recorder = recorder
                return recorder.record()
            } catch {
                return false
            }
        }

        func stop() async -> Recording? {
            let seconds = recorder.map { Int($0.currentTime.rounded()) } ?? 0
            recorder?.stop()
            recorder = nil
            try? AVAudioSession.sharedInstance().setActive(false)
            defer { try? FileManager.default.removeItem(at: file) }
            guard let bytes = try? Data(contentsOf: file), !bytes.isEmpty else { return nil }
            return Recording(bytes: bytes, seconds: seconds)
        }

        func play(_ file: URL) {
            player = try? AVAudioPlayer(contentsOf: file)
            player?.play()
        }
    }
#endif
