import Sampling

/// Keys of a mapping that together make a value: the parameters of a law, of a fault, of a kind of workload.
struct Fields<Value> {
  let keys: [KeyDescription]
  /// Nil if one is missing or wrong, which has been reported.
  let read: (inout MappingReader) -> Value?
  /// Nil if the value is of another kind.
  let write: (Value, WritingContext) -> [YAML.Entry]?
}

extension Fields {
  /// One that must be written.
  static func field(_ name: String, _ form: ValueForm<Value>, help: String) -> Self {
    Fields(keys: [KeyDescription(name: name, shape: form.shape, standard: .required, source: "", help: help)]) { reader in
      reader.require(name, as: form)
    } write: { value, context in
      context.at(name) { form.write(value, context).map { [YAML.Entry(name, $0)] } ?? [] }
    }
  }

  /// One with a default.
  ///
  /// - Parameter absence: what leaving it out means, if the default has no spelling.
  static func field(
    _ name: String, _ form: ValueForm<Value>, standard: Value, absence: String = "none", source: String = "", help: String
  ) -> Self {
    // What has no spelling, such as an infinite bound, is not told to anyone: it is left out.
    let silent = WritingContext.complete
    let usual = form.write(standard, silent)
    let meaning = usual.map { KeyDescription.Standard.value($0) } ?? .absence(absence)
    let key = KeyDescription(name: name, shape: form.shape, standard: meaning, source: source, help: help)
    return Fields(keys: [key]) { reader in
      reader.entry(name) == nil ? standard : reader.read(name, as: form)
    } write: { value, context in
      context.at(name) {
        let isUsual = form.write(value, context.trial(isComplete: true)) == usual
        if isUsual, usual == nil || !context.isComplete { return [] }
        return form.write(value, context).map { [YAML.Entry(name, $0)] } ?? []
      }
    }
  }

  /// Several.
  static func all<each Part>(_ parts: repeat Fields<each Part>) -> Self where Value == (repeat each Part) {
    var keys: [KeyDescription] = []
    for part in repeat each parts { keys += part.keys }
    return Fields(keys: keys) { reader in
      // All are read before one that is missing ends it, so that everything wrong is reported.
      let values = (repeat (each parts).read(&reader))
      return try? (repeat present(each values))
    } write: { value, context in
      var entries: [YAML.Entry] = []
      for (part, value) in repeat (each parts, each value) {
        guard let written = part.write(value, context) else { return nil }
        entries += written
      }
      return entries
    }
  }

  /// - Parameters:
  ///   - make: its error is reported at the key that it names.
  ///   - split: nil for values of another kind.
  func map<New>(
    _ make: @escaping (Value) throws(DistributionError) -> New, from split: @escaping (New) -> Value?
  ) -> Fields<New> {
    Fields<New>(keys: keys) { reader in
      guard let value = read(&reader) else { return nil }
      do throws(DistributionError) {
        return try make(value)
      } catch {
        reader.report(error)
        return nil
      }
    } write: { value, context in
      split(value).flatMap { write($0, context) }
    }
  }
}

private struct Missing: Error {}

private func present<Value>(_ value: Value?) throws(Missing) -> Value {
  guard let value else { throw Missing() }
  return value
}

/// One of several keys that exclude each other, and what it makes.
struct Variant<Whole> {
  let name: String
  let shape: Shape
  let help: String
  /// In the mapping that has the key.
  let read: (inout MappingReader) -> Whole?
  /// Nil if the value is of another kind.
  let write: (Whole, WritingContext) -> YAML?
}

extension Variant {
  /// A mapping of fields.
  init(_ name: String, _ fields: Fields<Whole>, help: String) {
    self.init(name: name, shape: .mapping(fields.keys.map { .key($0) }), help: help) { reader in
      var value: Whole?
      reader.nested(name) { value = fields.read(&$0) }
      return value
    } write: { value, context in
      context.at(name) { fields.write(value, context).map { .mapping($0) } }
    }
  }

  func key(standard: Whole?) -> KeyDescription {
    let usual = standard.flatMap { write($0, .complete) }
    return KeyDescription(
      name: name, shape: shape, standard: usual.map { .value($0) } ?? .absence("-"), source: "", help: help)
  }
}

extension Array {
  /// The value of the one that is written; nil if none or more than one is.
  func readOne<Whole>(_ reader: inout MappingReader, isRequired: Bool) -> Whole? where Element == Variant<Whole> {
    guard let name = reader.onlyOne(of: map(\.name), isRequired: isRequired) else { return nil }
    return first { $0.name == name }.flatMap { $0.read(&reader) }
  }

  func write<Whole>(_ value: Whole, _ context: WritingContext) -> YAML.Entry? where Element == Variant<Whole> {
    for variant in self {
      if let written = variant.write(value, context) { return YAML.Entry(variant.name, written) }
    }
    return nil
  }
}
