extension ValueForm {
  /// Values that are written but cannot be.
  func refined(_ expectation: String, _ accepts: @escaping (Value) -> Bool) -> Self {
    refined(shape, expectation, accepts)
  }

  /// The same where the schema can tell.
  func refined(_ narrower: Shape, _ expectation: String, _ accepts: @escaping (Value) -> Bool) -> Self {
    ValueForm(narrower) { node, context throws(Diagnostic) in
      guard let value = try read(node, context) else { return nil }
      guard accepts(value) else { throw node.mismatch(expected: expectation) }
      return value
    } write: { value, context in
      if !accepts(value) { context.report("\(value) cannot be written; expected \(expectation)") }
      return write(value, context)
    }
  }

  /// Where something else refuses what the description rules out, and says it better.
  func described(as narrower: Shape) -> Self { ValueForm(narrower, read: read, write: write) }

  /// The same spelling of another type.
  func map<New>(_ make: @escaping (Value) -> New, from split: @escaping (New) -> Value) -> ValueForm<New> {
    ValueForm<New>(shape) { node, context throws(Diagnostic) in
      try read(node, context).map(make)
    } write: { value, context in
      write(split(value), context)
    }
  }

  /// For keys whose absence is a value of its own.
  var optional: ValueForm<Value?> {
    ValueForm<Value?>(shape) { node, context throws(Diagnostic) in
      try read(node, context).map { .some($0) }
    } write: { value, context in
      value.flatMap { write($0, context) }
    }
  }

  /// A list, each item in the given form.
  static func list<Item>(of form: ValueForm<Item>, minimum: Int = 0, _ expectation: String) -> Self where Value == [Item] {
    ValueForm(.list(of: form.shape, minimum: minimum)) { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: expectation) }
      let items = nodes.compactMap { context.read(form, $0) }
      return items.count == nodes.count ? items : nil
    } write: { items, context in
      .list(items.compactMap { form.write($0, context) })
    }
  }
}

extension ValueForm where Value: Equatable {
  /// One of a few words. Empty help where the key's own says what they mean.
  static func word(_ words: [(name: String, value: Value, help: String)]) -> Self {
    let names = words.map(\.name)
    return ValueForm(.words(words.map { Shape.Word(name: $0.name, help: $0.help) })) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content else { throw node.mismatch(expected: names.alternatives) }
      guard let value = words.first(where: { $0.name == text })?.value else {
        let suggestion = Suggestion.text(for: text, among: names)
        throw Diagnostic(node.location, "found \(node.found); expected \(names.alternatives)\(suggestion)")
      }
      return value
    } write: { value, context in
      context.plain(words.first { $0.value == value }?.name, orReport: "\(value) has no name; expected \(names.alternatives)")
    }
  }
}

extension ValueForm where Value: CaseIterable & RawRepresentable<String> & Equatable {
  /// One of the words that are the raw values, each with what it means.
  static func oneOf(_ help: (Value) -> String) -> Self { word(Value.allCases.map { ($0.rawValue, $0, help($0)) }) }
}

extension [String] {
  /// `a`, `b` or `c`.
  var alternatives: String {
    guard let last, count > 1 else { return first ?? "nothing" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
