import EventEngine

/// How the value of a key is written, what it becomes, and how it is written again.
struct ValueForm<Value> {
  let shape: Shape
  /// Returns nil if what is wrong has been reported to the context already.
  let read: (SourceNode, ReadingContext) throws(Diagnostic) -> Value?
  /// Reading what is written gives the same value. Nil if the value has no spelling: it is what leaving the key out means, or
  /// why it has none has been reported to the context.
  let write: (Value, WritingContext) -> YAML?

  init(
    _ shape: Shape, read: @escaping (SourceNode, ReadingContext) throws(Diagnostic) -> Value?,
    write: @escaping (Value, WritingContext) -> YAML?
  ) {
    self.shape = shape
    self.read = read
    self.write = write
  }
}

extension ValueForm where Value: FixedWidthInteger & Sendable {
  /// A whole number in a range.
  static func whole(_ range: ClosedRange<Value>) -> Self {
    ValueForm(.whole(UInt64(range.lowerBound)...UInt64(range.upperBound))) { node, _ throws(Diagnostic) in
      let bound = range.upperBound == .max ? "a whole number from \(range.lowerBound)" : "a whole number in \(range.phrase)"
      guard case .scalar(let text) = node.content, DecimalNumber.parse(text) != nil, !text.contains(where: "eE.".contains)
      else { throw node.mismatch(expected: bound) }
      guard let value = Value(text), range.contains(value) else {
        throw Diagnostic(node.location, "\(text) is out of range; expected \(bound)")
      }
      return value
    } write: { value, _ in
      .plain(value)
    }
  }

  static func atLeast(_ minimum: Value) -> Self { whole(minimum...(.max)) }
}

extension ClosedRange {
  fileprivate var phrase: String { "\(lowerBound)...\(upperBound)" }
}

extension ValueForm<Double> {
  /// A plain number without a unit.
  static var number: Self {
    ValueForm(.number(Shape.NumberRange())) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let value = DecimalNumber.parse(text) else {
        throw node.mismatch(expected: "a number")
      }
      return value
    } write: { value, context in
      if !value.isFinite { context.report("\(value) cannot be written") }
      return .plain(DecimalNumber.text(of: value))
    }
  }

  static func number(from lower: Double, to upper: Double) -> Self {
    let words = "a number in \(DecimalNumber.text(of: lower))...\(DecimalNumber.text(of: upper))"
    return number.refined(.number(Shape.NumberRange(lower: lower, upper: upper)), words) { $0 >= lower && $0 <= upper }
  }

  static var positiveNumber: Self {
    number.refined(.number(Shape.NumberRange(lower: 0, includesLower: false)), "a number above 0") { $0 > 0 }
  }

  static var ratio: Self { number(from: 0, to: 1) }

  /// A real number of units, each of which is `scale` base units of the quantity.
  static func quantity(_ quantity: Quantity, scale: Double) -> Self {
    ValueForm(.quantity(quantity, isAboveZero: false)) { node, _ throws(Diagnostic) in
      try quantity.value(of: node) / scale
    } write: { value, context in
      context.plain(quantity.text(of: value, scale: scale), orReport: "\(value) is no \(quantity.name) that can be written")
    }
  }

  /// Per second, above zero.
  static var rate: Self {
    quantity(.rate, scale: 1).refined(.quantity(.rate, isAboveZero: true), "a rate above 0/s") { $0 > 0 }
  }
}

extension ValueForm where Value: FixedWidthInteger {
  /// A whole number of base units.
  static func quantity(_ quantity: Quantity) -> Self {
    ValueForm(.quantity(quantity, isAboveZero: false)) { node, _ throws(Diagnostic) in
      try quantity.whole(Value.self, of: node)
    } write: { value, context in
      context.plain(quantity.text(ofWhole: value), orReport: "\(value) is no \(quantity.name) that can be written")
    }
  }
}

extension ValueForm<Duration> {
  /// Zero or longer.
  static var duration: Self { ValueForm<Int64>.quantity(.duration).map(Duration.init(nanoseconds:), from: \.nanoseconds) }

  static var positiveDuration: Self {
    duration.refined(.quantity(.duration, isAboveZero: true), "a duration above 0s") { $0 > .zero }
  }

  /// The propagation time of a length. What is no whole number of metres is left to be written as a time.
  static var lengthOfFibre: Self {
    let length = ValueForm<Int64>.quantity(.lengthOfFibre).map(Duration.init(nanoseconds:), from: \.nanoseconds)
    return ValueForm(length.shape, read: length.read) { value, context in
      Quantity.lengthOfFibre.text(ofWhole: value.nanoseconds).map { .plain($0) }
    }
  }
}

extension ValueForm<UInt64> {
  /// A whole number of bytes, at least one.
  static var size: Self {
    quantity(.size).refined(.quantity(.size, isAboveZero: true), "a size above 0B") { $0 > 0 }
  }
}

extension ValueForm<UInt64?> {
  /// Bits per second; `unlimited` is nil.
  static var bandwidth: Self {
    let number = ValueForm<UInt64>.quantity(.bandwidth)
    let unlimited = Shape.Word(name: "unlimited", help: "transmission takes no time")
    return ValueForm(.anyOf([.quantity(.bandwidth, isAboveZero: true), .words([unlimited])])) {
      node, context throws(Diagnostic) in
      if case .scalar(unlimited.name) = node.content { return .some(nil) }
      return try number.read(node, context)
    } write: { value, context in
      value.map { number.write($0, context) } ?? .plain(unlimited.name)
    }.refined("a bandwidth above 0bps, or 'unlimited'") { $0 != 0 }
  }
}

extension ValueForm<Bool> {
  static var boolean: Self {
    word([("true", true, ""), ("false", false, "")])
  }
}

extension ValueForm<String> {
  /// Any text of one line that is not empty.
  static var text: Self {
    ValueForm(.text) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, isText(text) else { throw node.mismatch(expected: "a text of one line") }
      return text
    } write: { value, context in
      if !isText(value) { context.report("'\(value)' is not a text of one line") }
      return .text(value)
    }
  }

  private static func isText(_ text: String) -> Bool { !text.isEmpty && !text.contains(where: \.isNewline) }

  /// A name that can stand in a key path.
  static var name: Self {
    text.refined(.name, "a name of letters, digits, '-' and '_'") { name in
      name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
  }

  /// The path of a file, relative to the folder of the file that names it.
  static var path: Self { ValueForm(.text, read: text.read) { value, context in .text(context.path(to: value)) } }
}
