import StorageModel

/// Mappings from key paths of the model to values: what only an experiment has.
extension SchemaBuilder {
  func keyPaths(_ use: Shape.KeyPathUse) -> JSON {
    switch use {
    case .settings: .object([.init("$ref", .string("#/$defs/settings"))])
    case .factors: .object([.init("$ref", .string("#/$defs/factors"))])
    case .point: .object([.init("$ref", .string("#/$defs/point"))])
    case .exclusion: .object([.init("type", .string("object")), .init("minProperties", .number("1"))])
    }
  }

  /// What `keyPaths` refers to.
  mutating func defineKeyPaths() {
    let rows = KeyRow.ofModel
    let paths = rows.filter { !$0.path.contains(KeyRow.nameOfItem) }.map { JSON.Member($0.name, setting($0.key)) }
    let patterns = patterns(of: rows)
    _ = define("settings") { _ in
      .object([
        .init("type", .string("object")), .init("properties", .object(paths)), .init("patternProperties", .object(patterns)),
        .init("additionalProperties", .boolean(false)),
      ])
    }
    _ = define("named_level") { $0.object(ExperimentPlan.Level.fields.keys.map { .key($0) }) }
    _ = define("factors") { _ in
      .object([
        .init("type", .string("object")),
        .init("properties", .object(paths.map { .init($0.name, Self.levels(of: .setting($0.name))) })),
        .init("patternProperties", .object(patterns.map { .init($0.name, Self.levels(of: $0.value)) })),
        .init("additionalProperties", Self.list(of: .object([.init("$ref", .string("#/$defs/named_level"))]))),
      ])
    }
    _ = define("point") { builder in
      // A factor may have the name of a key and levels with names: so nothing is said about values.
      let completions = rows.map { JSON.Member($0.name, .object([.init("description", .string($0.key.help))])) }
      let name = JSON.Member("name", builder.schema(.text))
      return .object([.init("type", .string("object")), .init("properties", .object([name] + completions))])
    }
  }

  private static func list(of item: JSON) -> JSON {
    .object([.init("type", .string("array")), .init("minItems", .number("1")), .init("items", item)])
  }

  /// A list of values of a key, or of named levels.
  private static func levels(of value: JSON) -> JSON {
    list(of: .object([.init("anyOf", .array([value, .object([.init("$ref", .string("#/$defs/named_level"))])]))]))
  }

  /// Whole mappings are seldom set, and would be here once for each that contains them: reading judges what is in them.
  private mutating func setting(_ key: KeyDescription, isDescribed: Bool = true) -> JSON {
    var key = key
    switch key.shape {
    case .mapping: key.shape = .mapping([])
    case .list(of: .mapping, let minimum): key.shape = .list(of: .mapping([]), minimum: minimum)
    default: break
    }
    let value = isDescribed ? property(key) : schema(key.shape)
    guard case .object(let members) = value else { return value }
    return .object(members.compactMap(Self.unrestricted))
  }

  private static func unrestricted(_ member: JSON.Member) -> JSON.Member? {
    switch (member.name, member.value) {
    case ("properties", .object([])), ("additionalProperties", _): nil
    case ("items", .object(let members)): .init("items", .object(members.compactMap(unrestricted)))
    default: member
    }
  }

  /// Key paths of faults, which go by name and may leave out the kind, and those of parameters of laws.
  private mutating func patterns(of rows: [KeyRow]) -> [JSON.Member] {
    var values: [(pattern: String, schemas: [JSON])] = []
    func add(_ pattern: String, _ schema: JSON) {
      let index = values.firstIndex { $0.pattern == pattern } ?? values.endIndex
      if index == values.endIndex { values.append((pattern, [])) }
      if !values[index].schemas.contains(schema) { values[index].schemas.append(schema) }
    }
    for row in rows {
      let path = row.path.map { $0 == KeyRow.nameOfItem ? "[A-Za-z0-9_-]+" : $0 }
      let patterns = [path] + (path.count == 4 && row.path[1] == KeyRow.nameOfItem ? [[path[0], path[1], path[3]]] : [])
      for path in patterns.map({ $0.joined(separator: #"\."#) }) {
        if row.path.contains(KeyRow.nameOfItem) { add("^\(path)$", setting(row.key, isDescribed: false)) }
        if case .named = row.key.shape { add(#"^\#(path)\.[a-z]"#, .object([])) }
      }
    }
    return values.map { value in
      JSON.Member(value.pattern, value.schemas.count == 1 ? value.schemas[0] : .object([.init("anyOf", .array(value.schemas))]))
    }
  }
}

extension JSON {
  /// The schema of a key path, which has no character that a pointer escapes.
  fileprivate static func setting(_ keyPath: String) -> JSON {
    .object([.init("$ref", .string("#/$defs/settings/properties/\(keyPath)"))])
  }
}
