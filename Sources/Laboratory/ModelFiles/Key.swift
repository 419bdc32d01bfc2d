/// A key of a mapping and the part of `Root` that it sets, described once: reading, writing, schema and lists come from it.
struct Key<Root> {
  /// The description, with the defaults of a root of which nothing was written.
  let entry: (_ standard: Root) -> MappingEntry
  let read: (inout MappingReader, inout Root) -> Void
  /// What differs from the defaults, or everything if the context asks for it.
  let write: (Root, _ standard: Root, WritingContext) -> [YAML.Entry]
}

/// A part of a configuration that is a mapping in the file.
protocol Described {
  /// In the order in which they are listed and written.
  static var keys: [Key<Self>] { get }
  /// With the defaults.
  init()
}

extension Described {
  /// Replaces defaults with what the file says.
  mutating func read(_ mapping: inout MappingReader) {
    for key in Self.keys { key.read(&mapping, &self) }
  }

  func entries(standard: Self, _ context: WritingContext) -> [YAML.Entry] {
    Self.keys.flatMap { $0.write(self, standard, context) }
  }

  /// What a mapping of this part may hold.
  static func shape(standard: Self = Self()) -> Shape { .mapping(keys.map { $0.entry(standard) }) }
}

extension Key {
  /// A key with a default.
  ///
  /// - Parameters:
  ///   - absence: what leaving it out means, if the default has no spelling.
  ///   - source: where the default comes from.
  init<Value>(
    _ name: String, _ path: WritableKeyPath<Root, Value>, _ form: ValueForm<Value>, absence: String = "none",
    source: String = "", help: String
  ) {
    entry = { standard in
      let value = form.write(standard[keyPath: path], .complete)
      return .key(
        KeyDescription(
          name: name, shape: form.shape, standard: value.map { .value($0) } ?? .absence(absence), source: source, help: help))
    }
    read = { reader, root in reader.read(name, into: &root[keyPath: path], as: form) }
    write = { root, standard, context in
      context.at(name) {
        let usual = form.write(standard[keyPath: path], .complete)
        let problems = context.problems.count
        guard let value = form.write(root[keyPath: path], context) else {
          let isSaid = usual == nil || context.problems.count > problems
          if !isSaid { context.report("has no spelling; leaving it out means the default") }
          return []
        }
        return context.isComplete || value != usual ? [YAML.Entry(name, value)] : []
      }
    }
  }

  /// A key that must be there.
  init<Value>(required name: String, _ path: WritableKeyPath<Root, Value>, _ form: ValueForm<Value>, help: String) {
    let description = KeyDescription(name: name, shape: form.shape, standard: .required, source: "", help: help)
    entry = { _ in .key(description) }
    read = { reader, root in
      if let value = reader.require(name, as: form) { root[keyPath: path] = value }
    }
    write = { root, _, context in
      context.at(name) { form.write(root[keyPath: path], context).map { [YAML.Entry(name, $0)] } ?? [] }
    }
  }

  /// A mapping inside this one.
  static func group<Part: Described>(_ name: String, _ path: WritableKeyPath<Root, Part>, help: String) -> Key {
    Key { standard in
      .key(
        KeyDescription(
          name: name, shape: Part.shape(standard: standard[keyPath: path]), standard: .group, source: "",
          help: help))
    } read: { reader, root in
      reader.nested(name) { root[keyPath: path].read(&$0) }
    } write: { root, standard, context in
      context.at(name) {
        let entries = root[keyPath: path].entries(standard: standard[keyPath: path], context)
        return entries.isEmpty ? [] : [YAML.Entry(name, .mapping(entries))]
      }
    }
  }

  /// Keys that exclude each other and say the same thing in different ways; the first that can spell a value writes it.
  static func either(_ keys: [Key]) -> Key {
    Key { standard in
      .choice(keys.flatMap { $0.entry(standard).keys }, isRequired: false)
    } read: { reader, root in
      let names = keys.map { key in key.entry(root).keys.map(\.name) }
      guard let name = reader.onlyOne(of: names.flatMap { $0 }) else { return }
      for (key, names) in zip(keys, names) where names.contains(name) { key.read(&reader, &root) }
    } write: { root, standard, context in
      for key in keys.dropLast() {
        let trial = context.trial()
        let entries = key.write(root, standard, trial)
        if trial.problems.isEmpty { return entries }
      }
      return keys.last?.write(root, standard, context) ?? []
    }
  }

  /// Keys that exclude each other, each of which makes a value of its kind.
  static func variants<Value>(_ path: WritableKeyPath<Root, Value>, _ variants: [Variant<Value>]) -> Key {
    Key { standard in
      .choice(variants.map { $0.key(standard: standard[keyPath: path]) }, isRequired: false)
    } read: { reader, root in
      if let value = variants.readOne(&reader, isRequired: false) { root[keyPath: path] = value }
    } write: { root, standard, context in
      let usual = variants.write(standard[keyPath: path], .complete)
      let isUsual = variants.write(root[keyPath: path], context.trial(isComplete: true)) == usual
      return isUsual && !context.isComplete ? [] : variants.write(root[keyPath: path], context).map { [$0] } ?? []
    }
  }
}
