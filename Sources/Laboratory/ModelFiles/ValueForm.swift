import EventEngine

/// How the value of a key is written, and what it becomes.
struct ValueForm<Value> {
  /// Returns nil if what is wrong has been reported to the context already.
  let read: (SourceNode, ReadingContext) throws(Diagnostic) -> Value?

  init(_ read: @escaping (SourceNode, ReadingContext) throws(Diagnostic) -> Value?) { self.read = read }
}

extension ValueForm where Value: FixedWidthInteger & Sendable {
  /// A whole number in a range.
  static func whole(_ range: ClosedRange<Value>) -> Self {
    ValueForm { node, _ throws(Diagnostic) in
      let bound = range.upperBound == .max ? "a whole number from \(range.lowerBound)" : "a whole number in \(range.phrase)"
      guard case .scalar(let text) = node.content, DecimalNumber.parse(text) != nil, !text.contains(where: "eE.".contains)
      else { throw node.mismatch(expected: bound) }
      guard let value = Value(text), range.contains(value) else {
        throw Diagnostic(node.location, "\(text) is out of range; expected \(bound)")
      }
      return value
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
    ValueForm { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let value = DecimalNumber.parse(text) else {
        throw node.mismatch(expected: "a number")
      }
      return value
    }
  }

  static var positiveNumber: Self { number.refined("a number above 0") { $0 > 0 } }
  static var ratio: Self { number.refined("a number in 0...1") { $0 >= 0 && $0 <= 1 } }

  /// Per second, above zero.
  static var rate: Self {
    ValueForm { node, _ throws(Diagnostic) in try Quantity.rate.value(of: node) }.refined("a rate above 0/s") { $0 > 0 }
  }
}

extension ValueForm<Duration> {
  /// Zero or longer.
  static var duration: Self {
    ValueForm { node, _ throws(Diagnostic) in
      Duration(nanoseconds: try Quantity.duration.whole(Int64.self, of: node))
    }
  }

  static var positiveDuration: Self { duration.refined("a duration above 0s") { $0 > .zero } }

  /// The propagation time of a length.
  static var lengthOfFibre: Self {
    ValueForm { node, _ throws(Diagnostic) in
      Duration(nanoseconds: try Quantity.lengthOfFibre.whole(Int64.self, of: node))
    }
  }
}

extension ValueForm<UInt64> {
  /// A whole number of bytes, at least one.
  static var size: Self {
    ValueForm { node, _ throws(Diagnostic) in try Quantity.size.whole(UInt64.self, of: node) }
      .refined("a size above 0B") { $0 > 0 }
  }
}

extension ValueForm<UInt64?> {
  /// A size where leaving it out means something else.
  static var givenSize: Self { ValueForm { node, context throws(Diagnostic) in try ValueForm<UInt64>.size.read(node, context) } }

  /// Bits per second; `unlimited` is nil.
  static var bandwidth: Self {
    ValueForm { node, _ throws(Diagnostic) in
      if case .scalar("unlimited") = node.content { return .some(nil) }
      return try Quantity.bandwidth.whole(UInt64.self, of: node)
    }.refined("a bandwidth above 0bps, or 'unlimited'") { $0 != 0 }
  }
}

extension ValueForm<Bool> {
  static var boolean: Self { word([("true", true), ("false", false)]) }
}

extension ValueForm<String> {
  /// Any text of one line that is not empty.
  static var text: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, !text.isEmpty, !text.contains(where: \.isNewline) else {
        throw node.mismatch(expected: "a text of one line")
      }
      return text
    }
  }

  /// A name that can stand in a key path.
  static var name: Self {
    text.refined("a name of letters, digits, '-' and '_'") { name in
      name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
  }
}

extension ValueForm<InputFile> {
  /// A path, relative to the folder of the file that names it; what is read is recorded as an input.
  static var file: Self {
    ValueForm { node, context throws(Diagnostic) in
      guard let path = try ValueForm<String>.text.read(node, context) else { return nil }
      let file = try context.files.file(RelativePath.resolve(path, writtenAt: node.location), askedFor: node.location)
      context.use(file)
      return file
    }
  }
}

extension ValueForm {
  /// Values that are written but cannot be.
  func refined(_ expectation: String, _ accepts: @escaping (Value) -> Bool) -> Self {
    ValueForm { node, context throws(Diagnostic) in
      guard let value = try read(node, context) else { return nil }
      guard accepts(value) else { throw node.mismatch(expected: expectation) }
      return value
    }
  }

  /// One of a few words.
  static func word(_ words: [(name: String, value: Value)]) -> Self {
    ValueForm { node, _ throws(Diagnostic) in
      let names = words.map(\.name)
      guard case .scalar(let text) = node.content else { throw node.mismatch(expected: names.alternatives) }
      guard let value = words.first(where: { $0.name == text })?.value else {
        let suggestion = Suggestion.text(for: text, among: names)
        throw Diagnostic(node.location, "found \(node.found); expected \(names.alternatives)\(suggestion)")
      }
      return value
    }
  }

  /// A list, each item in the given form.
  static func list<Item>(of form: ValueForm<Item>, _ expectation: String) -> Self where Value == [Item] {
    ValueForm { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: expectation) }
      let items = nodes.compactMap { context.read(form, $0) }
      return items.count == nodes.count ? items : nil
    }
  }
}

extension ValueForm where Value: CaseIterable & RawRepresentable<String> {
  /// One of the words that are the raw values.
  static var oneOf: Self { word(Value.allCases.map { ($0.rawValue, $0) }) }
}

extension [String] {
  /// `a`, `b` or `c`.
  var alternatives: String {
    guard let last, count > 1 else { return first ?? "nothing" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
