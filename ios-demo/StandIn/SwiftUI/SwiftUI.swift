// Not SwiftUI: the outline of the part of it that the app's views say, so that a machine without
// Apple's frameworks can check that views name what models have, with the right types. Nothing in
// here runs, is shipped, or says anything of how a screen looks. A view that compiles against this may
// still not compile in Xcode: this file is what we believe SwiftUI to be.

import Foundation

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

/// Stands for every view that is built in, and for whatever a modifier gives.
public struct Any_: View {
    public typealias Body = Never
}

extension Never: View {
    public typealias Body = Never
}

extension View where Body == Never {
    public var body: Never { fatalError("nothing of this runs") }
}

@MainActor @resultBuilder
public enum ViewBuilder {
    public static func buildBlock<each Part: View>(_ parts: repeat each Part) -> Any_ { Any_() }
    public static func buildExpression<Part: View>(_ part: Part) -> Part { part }
    public static func buildOptional(_ part: (any View)?) -> Any_ { Any_() }
    public static func buildEither(first part: any View) -> Any_ { Any_() }
    public static func buildEither(second part: any View) -> Any_ { Any_() }
}

// What holds state.

@propertyWrapper
public struct State<Value> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public init(initialValue: Value) { wrappedValue = initialValue }
    public var wrappedValue: Value {
        nonmutating set {}
        get { fatalError("nothing of this runs") }
    }
    public var projectedValue: Binding<Value> { fatalError("nothing of this runs") }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
    public init() {}
    public var wrappedValue: Value {
        nonmutating set {}
        get { fatalError("nothing of this runs") }
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<Part>(dynamicMember path: WritableKeyPath<Value, Part>) -> Binding<Part> {
        fatalError("nothing of this runs")
    }
}

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: AnyObject> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var wrappedValue: Value
    public var projectedValue: Bindable<Value> { self }
    public subscript<Part>(dynamicMember path: ReferenceWritableKeyPath<Value, Part>) -> Binding<Part> {
        fatalError("nothing of this runs")
    }
}

@propertyWrapper
public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError("nothing of this runs") }
}

public struct EnvironmentValues {
    public var scenePhase: ScenePhase { fatalError("nothing of this runs") }
}

public enum ScenePhase {
    case background, inactive, active
}
