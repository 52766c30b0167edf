// The outline of the modifiers that the app says. See SwiftUI.swift for what this is and is not.

import Foundation

extension View {
    public func font(_ font: Font?) -> some View { self }
    public func bold(_ isActive: Bool = true) -> some View { self }
    public func foregroundStyle(_ style: some ShapeStyle) -> some View { self }
    public func disabled(_ disabled: Bool) -> some View { self }
    public func tag<Tag: Hashable>(_ tag: Tag) -> some View { self }
    public func tabItem<Item: View>(@ViewBuilder _ label: () -> Item) -> some View { self }
    public func task(_ action: @escaping @MainActor () async -> Void) -> some View { self }
    public func onOpenURL(perform action: @escaping @MainActor (URL) -> Void) -> some View { self }
    public func onChange<Value: Equatable>(of value: Value, _ action: @escaping @MainActor () -> Void)
        -> some View
    {
        self
    }

    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
    public func padding(_ length: CGFloat) -> some View { self }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center)
        -> some View
    {
        self
    }
    public func frame(
        minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil,
        minHeight: CGFloat? = nil,
        idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
    ) -> some View { self }
    public func background(_ style: some ShapeStyle) -> some View { self }
    public func background(_ style: some ShapeStyle, in shape: some Shape) -> some View { self }
    public func overlay<Over: View>(@ViewBuilder content: () -> Over) -> some View { self }
    public func clipShape(_ shape: some Shape) -> some View { self }
    public func scaledToFill() -> some View { self }
    public func scaledToFit() -> some View { self }
    public func safeAreaInset<Inset: View>(edge: VerticalEdge, @ViewBuilder content: () -> Inset) -> some View
    {
        self
    }
    public func buttonStyle(_ style: PlainButtonStyle) -> some View { self }
    public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> some View { self }
    public func textSelection(_ selectability: TextSelectability) -> some View { self }
    public func keyboardType(_ type: KeyboardType) -> some View { self }
    public func textInputAutocapitalization(_ kind: TextInputAutocapitalization?) -> some View { self }

    public func navigationTitle(_ title: String) -> some View { self }
    public func navigationDestination<Step: Hashable, Screen: View>(
        for step: Step.Type, @ViewBuilder destination: @escaping (Step) -> Screen
    ) -> some View { self }
    public func navigationDestination<Screen: View>(
        isPresented: Binding<Bool>, @ViewBuilder destination: () -> Screen
    ) -> some View { self }
    public func sheet<Sheet: View>(isPresented: Binding<Bool>, @ViewBuilder content: @escaping () -> Sheet)
        -> some View
    {
        self
    }
    public func sheet<Item: Identifiable, Sheet: View>(
        item: Binding<Item?>, @ViewBuilder content: @escaping (Item) -> Sheet
    ) -> some View { self }
    public func confirmationDialog<Actions: View>(
        _ title: String, isPresented: Binding<Bool>, titleVisibility: Visibility,
        @ViewBuilder actions: () -> Actions
    ) -> some View { self }

    public func accessibilityLabel(_ label: String) -> some View { self }
    public func accessibilityHidden(_ hidden: Bool) -> some View { self }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { self }
    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { self }
}

public protocol ShapeStyle {}
public protocol Shape: View {}

extension Shape {
    public func stroke(_ style: some ShapeStyle, lineWidth: CGFloat = 1) -> some View { self }
}

public struct Color: ShapeStyle, Sendable {
    public init(_ name: String) {}
    public static let white = Color("")
    public static let secondary = Color("")
    public static let accentColor = Color("")
    public func opacity(_ opacity: Double) -> Color { self }
}

public struct HierarchicalShapeStyle: ShapeStyle, Sendable {}
public struct Material: ShapeStyle, Sendable {}

extension ShapeStyle where Self == Color {
    public static var white: Color { Color("") }
}

extension ShapeStyle where Self == HierarchicalShapeStyle {
    public static var secondary: HierarchicalShapeStyle { HierarchicalShapeStyle() }
}

extension ShapeStyle where Self == Material {
    public static var bar: Material { Material() }
}

public struct RoundedRectangle: Shape {
    public init(cornerRadius: CGFloat) {}
    public typealias Body = Never
}

public struct Capsule: Shape {
    public init() {}
    public typealias Body = Never
}

public struct Font: Sendable {
    public static let title2 = Font()
    public static let title3 = Font()
    public static let headline = Font()
    public static let subheadline = Font()
    public func bold() -> Font { self }
}

public enum HorizontalAlignment { case leading, center, trailing }
public enum VerticalAlignment { case top, center, bottom, firstTextBaseline }
public enum Alignment { case leading, center, trailing }
public enum Visibility { case automatic, visible, hidden }
public enum VerticalEdge { case top, bottom }
public enum ScrollDismissesKeyboardMode { case interactively }
public enum KeyboardType { case URL }
public enum TextInputAutocapitalization { case never, characters }
public enum AccessibilityChildBehavior { case combine, ignore, contain }

public enum Axis {
    case horizontal, vertical

    public enum Set { case horizontal, vertical }
}

public enum Edge {
    public enum Set { case all, horizontal, vertical, top, bottom }
}

public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = AccessibilityTraits(rawValue: 1)
    public static let isSelected = AccessibilityTraits(rawValue: 2)
}

public struct PlainButtonStyle: Sendable {
    public static let plain = PlainButtonStyle()
}

public struct TextSelectability: Sendable {
    public static let enabled = TextSelectability()
}
