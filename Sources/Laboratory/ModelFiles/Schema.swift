import StorageModel

/// JSON Schemas (draft 2020-12) of the files, made of the descriptions of their keys.
///
/// A schema accepts whatever reading accepts, but for spellings that YAML 1.1 and 1.2 take for different things. It cannot see
/// what only the whole shows: names that differ, files that exist, topology.
public enum Schema {
  /// Of a model file, as text.
  public static var model: String {
    var builder = SchemaBuilder()
    let root = builder.object(ModelConfiguration.shape().entries)
    return document("Weir model", "What is simulated: hosts, fabric, array, workload, faults.", root, builder.definitions)
  }

  /// Of an experiment file, as text.
  public static var experiment: String {
    var builder = SchemaBuilder()
    let root = builder.object(ExperimentPlan.shape().entries)
    builder.defineKeyPaths()
    return document("Weir experiment", "A model, its variations and how often each is run.", root, builder.definitions)
  }

  private static func document(_ title: String, _ about: String, _ root: JSON, _ definitions: [JSON.Member]) -> String {
    guard case .object(let members) = root else { return "" }
    let head = [
      JSON.Member("$schema", .string("https://json-schema.org/draft/2020-12/schema")), .init("title", .string(title)),
      .init("description", .string(about)),
    ]
    return JSON.object(head + members + [.init("$defs", .object(definitions))]).document
  }
}

/// Translates shapes, and collects the definitions that they refer to.
struct SchemaBuilder {
  private(set) var definitions: [JSON.Member] = []

  /// The definition is made once; one that refers to itself finds its place taken.
  mutating func define(_ name: String, _ make: (inout SchemaBuilder) -> JSON) -> JSON {
    if !definitions.contains(where: { $0.name == name }) {
      let index = definitions.count
      definitions.append(JSON.Member(name, .object([])))
      definitions[index].value = make(&self)
    }
    return .object([.init("$ref", .string("#/$defs/\(name)"))])
  }

  mutating func schema(_ shape: Shape) -> JSON {
    switch shape {
    case .text: Self.text(pattern: #"^[^\n\r]+$"#)
    case .name: Self.text(pattern: "^[A-Za-z0-9_-]+$")
    case .whole(let range): Self.whole(range)
    case .number(let range): Self.number(range)
    case .quantity(let quantity, let isAboveZero): Self.string(pattern: Self.pattern(quantity, isAboveZero: isAboveZero))
    case .words(let words): Self.words(words)
    case .component(_, let pattern, let examples):
      Self.string(pattern: "^\(pattern)$", with: [.init("examples", .strings(examples))])
    case .list(let item, let minimum):
      .object(
        [.init("type", .string("array")), .init("items", schema(item))]
          + (minimum > 0 ? [.init("minItems", .number("\(minimum)"))] : []))
    case .mapping(let entries): object(entries)
    case .anyOf(let shapes): .object([.init("anyOf", .array(shapes.map { schema($0) }))])
    case .named(let name, _, let inside): define(name) { $0.schema(inside()) }
    case .keyPaths(let use): keyPaths(use)
    }
  }

  /// The schema of a value with what is said about its key.
  mutating func property(_ key: KeyDescription) -> JSON {
    guard case .object(let members) = schema(key.shape) else { return schema(key.shape) }
    let about = JSON.Member("description", .string(key.sentences))
    guard case .value(let standard) = key.standard else { return .object([about] + members) }
    return .object([about, .init("default", JSON(standard))] + members)
  }

  mutating func object(_ entries: [MappingEntry]) -> JSON {
    let keys = entries.flatMap(\.keys)
    var members: [JSON.Member] = [
      .init("type", .string("object")),
      .init("properties", .object(keys.map { .init($0.name, property($0)) })),
      .init("additionalProperties", .boolean(false)),
    ]
    var required: [String] = []
    var choices: [JSON] = []
    for entry in entries {
      switch entry {
      case .key(let key): if key.standard == .required { required.append(key.name) }
      case .choice(let keys, let isRequired): choices.append(Self.choice(keys.map(\.name), isRequired: isRequired))
      }
    }
    if !required.isEmpty { members.append(.init("required", .strings(required))) }
    if !choices.isEmpty { members.append(.init("allOf", .array(choices))) }
    return .object(members)
  }

  /// Exactly one of the keys, or none.
  private static func choice(_ names: [String], isRequired: Bool) -> JSON {
    let each = names.map { JSON.object([.init("required", .strings([$0]))]) }
    let none = JSON.object([.init("not", .object([.init("anyOf", .array(each))]))])
    return .object([.init("oneOf", .array(each + (isRequired ? [] : [none])))])
  }
}

extension SchemaBuilder {
  /// Text that a parser takes for a number or a truth value is text to us.
  private static func text(pattern: String) -> JSON {
    .object([.init("type", .strings(["string", "number", "boolean"])), .init("pattern", .string(pattern))])
  }

  private static func string(pattern: String, with more: [JSON.Member] = []) -> JSON {
    .object([.init("type", .string("string")), .init("pattern", .string(pattern))] + more)
  }

  private static func whole(_ range: ClosedRange<UInt64>) -> JSON {
    .object([
      .init("type", .string("integer")), .init("minimum", .number("\(range.lowerBound)")),
      .init("maximum", .number("\(range.upperBound)")),
    ])
  }

  private static func number(_ range: Shape.NumberRange) -> JSON {
    var members = [JSON.Member("type", .string("number"))]
    if let lower = range.lower {
      members.append(.init(range.includesLower ? "minimum" : "exclusiveMinimum", .number(DecimalNumber.text(of: lower))))
    }
    if let upper = range.upper { members.append(.init("maximum", .number(DecimalNumber.text(of: upper)))) }
    return .object(members)
  }

  private static func pattern(_ quantity: Quantity, isAboveZero: Bool) -> String {
    let units = quantity.units.map(\.name).joined(separator: "|")
    let notZero = isAboveZero ? #"(?!\+?[0.]+([eE]|[^0-9.eE]))"# : ""
    return #"^\#(notZero)\+?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?(\#(units))$"#
  }

  private static func words(_ words: [Shape.Word]) -> JSON {
    if words.map(\.name) == ["true", "false"] { return .object([.init("type", .string("boolean"))]) }
    if words.allSatisfy(\.help.isEmpty) { return .object([.init("enum", .strings(words.map(\.name)))]) }
    return .object([
      .init(
        "oneOf",
        .array(
          words.map { .object([.init("const", .string($0.name)), .init("description", .string($0.help))]) }))
    ])
  }
}

extension KeyDescription {
  /// Help, default, where the default comes from, and units, for who points at a key in an editor.
  fileprivate var sentences: String {
    var sentences = [help]
    let origin = source.isEmpty ? "" : " (\(source))"
    switch standard {
    case .required: sentences.append("Required")
    case .group: break
    case .value(let value): sentences.append("Default: \(value.flow)\(origin)")
    case .absence("-"): break
    case .absence(let words): sentences.append("Default: \(words)\(origin)")
    }
    for quantity in shape.quantities { sentences.append("Units: \(quantity.units.map(\.name).joined(separator: ", "))") }
    return sentences.joined(separator: ". ") + "."
  }
}
