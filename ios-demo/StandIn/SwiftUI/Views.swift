// The outline of the views that the app says. See SwiftUI.swift for what this is and is not.

import Foundation

public struct EmptyView: View {
    public init() {}
    public typealias Body = Never
}

public struct Spacer: View {
    public init() {}
    public typealias Body = Never
}

public struct ProgressView: View {
    public init() {}
    public typealias Body = Never
}

public struct Group: View {
    public init<Content: View>(@ViewBuilder content: () -> Content) {}
    public typealias Body = Never
}

public struct Text: View {
    public init(_ text: String) {}
    public func font(_ font: Font) -> Text { self }
    public func bold(_ isBold: Bool = true) -> Text { self }
    public func foregroundStyle(_ style: some ShapeStyle) -> Text { self }
    public typealias Body = Never
}

public struct Label: View {
    public init(_ text: String, systemImage: String) {}
    public typealias Body = Never
}

public struct Image: View {
    public enum Interpolation { case none, low, medium, high }

    public init(systemName: String) {}
    public func resizable() -> Image { self }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    public typealias Body = Never
}

public struct AsyncImage: View {
    public init<Content: View, Placeholder: View>(
        url: URL?, @ViewBuilder content: @escaping (Image) -> Content,
        @ViewBuilder placeholder: @escaping () -> Placeholder
    ) {}
    public typealias Body = Never
}

public struct VStack: View {
    public init<Content: View>(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) {}
    public typealias Body = Never
}

public struct HStack: View {
    public init<Content: View>(
        alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) {}
    public typealias Body = Never
}

public struct ViewThatFits: View {
    public init<Content: View>(in axes: Axis.Set, @ViewBuilder content: () -> Content) {}
    public typealias Body = Never
}

public struct ScrollView: View {
    public init<Content: View>(
        _ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> Content
    ) {}
    public typealias Body = Never
}

public struct ForEach: View {
    public init<Data: RandomAccessCollection, Content: View>(
        _ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) where Data.Element: Identifiable {}
    public init<Data: RandomAccessCollection, Id: Hashable, Content: View>(
        _ data: Data, id: KeyPath<Data.Element, Id>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {}
    public typealias Body = Never
}

public struct Button: View {
    public init<Label: View>(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
    public init(_ title: String, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {}
    public typealias Body = Never
}

public struct ButtonRole: Sendable {
    public static let destructive = ButtonRole()
    public static let cancel = ButtonRole()
}

public struct Menu: View {
    public init<Content: View, Label: View>(
        @ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label
    ) {}
    public typealias Body = Never
}

public struct Link: View {
    public init<Label: View>(destination: URL, @ViewBuilder label: () -> Label) {}
    public typealias Body = Never
}

public struct ShareLink: View {
    public init<Label: View>(
        item: URL, subject: Text? = nil, message: Text? = nil, @ViewBuilder label: () -> Label
    ) {}
    public typealias Body = Never
}

public struct Toggle: View {
    public init(_ title: String, isOn: Binding<Bool>) {}
    public typealias Body = Never
}

public struct Stepper: View {
    public init<Value: Strideable, Label: View>(
        value: Binding<Value>, in bounds: ClosedRange<Value>, step: Value.Stride = 1,
        @ViewBuilder label: () -> Label
    ) {}
    public typealias Body = Never
}

public struct TextField: View {
    public init(_ title: String, text: Binding<String>, axis: Axis) {}
    public typealias Body = Never
}

public struct TabView: View {
    public init<Value: Hashable, Content: View>(
        selection: Binding<Value>?, @ViewBuilder content: () -> Content
    ) {}
    public typealias Body = Never
}

public struct NavigationStack: View {
    public init<Root: View>(@ViewBuilder root: () -> Root) {}
    public init<Step: Hashable, Root: View>(path: Binding<[Step]>, @ViewBuilder root: () -> Root) {}
    public typealias Body = Never
}

public struct TimelineView: View {
    public struct Context {}

    public init<Content: View>(
        _ schedule: PeriodicTimelineSchedule, @ViewBuilder content: @escaping (Context) -> Content
    ) {}
    public typealias Body = Never
}

public struct PeriodicTimelineSchedule {
    public static func periodic(from: Date, by: TimeInterval) -> PeriodicTimelineSchedule {
        PeriodicTimelineSchedule()
    }
}
