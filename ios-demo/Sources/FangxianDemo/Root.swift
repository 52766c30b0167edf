import Foundation

#if canImport(SwiftUI)
    import SwiftUI

    /// The whole app: opening, first start, or the four tabs.
    public struct RootScreen: View {
        let demo: Demo
        @Environment(\.scenePhase) private var phase

        public init(_ demo: Demo) {
            self.demo = demo
        }

        public var body: some View {
            Group {
                switch demo.stage {
                case .opening: Busy(say("common_loading"))
                case .start(let model):
                    NavigationStack { StartScreen(model: model) }
                        .onOpenURL { link in Task { await model.take(link.absoluteString) } }
                case .ready(let desk): Tabs(desk: desk)
                case .broken(let trouble):
                    NavigationStack { Broken(trouble: trouble) { await demo.start() } }
                }
            }
            .task {
                await demo.start()
                demo.came()
            }
            .onChange(of: phase) {
                switch phase {
                case .active: demo.came()
                case .background: Task { await demo.left() }
                default: break
                }
            }
        }
    }

    private struct Tabs: View {
        let desk: Desk
        @State private var tab = 0

        var body: some View {
            TabView(selection: $tab) {
                Stack(desk: desk, toSync: { tab = 2 }) { open in ListScreen(model: desk.list, open: open) }
                    .tabItem { Label(say("nav_list"), systemImage: "list.bullet") }.tag(0)
                Stack(desk: desk, toSync: { tab = 2 }) { _ in TrainingScreen(model: desk.training) }
                    .tabItem { Label(say("nav_training"), systemImage: "person.3") }.tag(1)
                Stack(desk: desk, toSync: {}) { _ in SyncScreen(model: desk.sync) }
                    .tabItem { Label(say("nav_sync"), systemImage: "icloud.and.arrow.up") }.tag(2)
                Stack(desk: desk, toSync: { tab = 2 }) { _ in MeScreen(model: desk.me) }
                    .tabItem { Label(say("nav_me"), systemImage: "person") }.tag(3)
            }
        }
    }

    /// One tab, and the screens opened from it.
    private struct Stack<First: View>: View {
        let desk: Desk
        let toSync: @MainActor () -> Void
        @ViewBuilder let first: (@escaping @MainActor (Place) -> Void) -> First
        @State private var path: [Place] = []

        var body: some View {
            NavigationStack(path: $path) {
                first(open).navigationDestination(for: Place.self) { place in
                    switch place {
                    case .hazard(let id): Opened(desk.hazard(id)) { HazardScreen(model: $0, open: open) }
                    case .report:
                        Opened(desk.report()) {
                            ReportScreen(model: $0, open: open, close: { path = [] })
                        }
                    case .sync: EmptyView()
                    }
                }
            }
        }

        private func open(_ place: Place) {
            if place == .sync { toSync() } else { path.append(place) }
        }
    }

    /// Keeps the model of a screen for as long as the screen is there.
    private struct Opened<Model, Screen: View>: View {
        @State private var model: Model
        private let screen: (Model) -> Screen

        init(_ model: @autoclosure () -> Model, @ViewBuilder screen: @escaping (Model) -> Screen) {
            _model = State(initialValue: model())
            self.screen = screen
        }

        var body: some View {
            screen(model)
        }
    }

    private struct Broken: View {
        let trouble: Trouble
        let again: @MainActor () async -> Void

        var body: some View {
            Page(say("app_name")) {
                Warning(trouble.words.said())
            } action: {
                MainButton(say("common_retry"), symbol: "arrow.clockwise") { await again() }
            }
        }
    }
#endif
