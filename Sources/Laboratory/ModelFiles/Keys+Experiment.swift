extension ExperimentPlan: Described {
  /// The keys of an experiment file.
  static var keys: [Key<Self>] {
    [
      Key("name", \.name, ValueForm<String>.text.optional, absence: "the file's name", help: "what results are called"),
      Key(required: "model", \.model, .text, help: "the model file, relative to the folder of this file"),
      Key("seed", \.seed, .atLeast(0), help: "the same seed gives the same runs; all points share its random numbers"),
      Key("replications", \.replications, .atLeast(1), help: "runs of each point"),
      Key("set", \.fixed, .overrides, help: "key paths of the model and their values, at every point"),
      Key(
        "factors", \.factors, .factors,
        help: "key paths of the model, or names, and their levels; points are all combinations, the last factor varying fastest"),
      Key(
        "exclude", \.exclusions, .list(of: .exclusion, "a list of mappings of factors to levels"),
        help: "combinations that are left out: all of the levels named in one item"),
      Key(
        "points", \.listed, .list(of: .listedPoint, "a list of mappings of key paths to values"),
        help: "points that are listed one by one, after the combinations"),
    ]
  }
}

extension ValueForm<[Override]> {
  /// A mapping of key paths to values.
  static var overrides: Self {
    ValueForm(.keyPaths(.settings)) { node, _ throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else { throw node.mismatch(expected: "a mapping of key paths to values") }
      return entries.map(Override.init)
    } write: { overrides, _ in
      .mapping(overrides.map { YAML.Entry($0.keyPath, YAML($0.value)) })
    }
  }
}

extension Override {
  init(_ entry: SourceNode.Entry) { self.init(keyPath: entry.key, value: entry.value, origin: entry.keyLocation) }
}

extension ValueForm<[ExperimentPlan.Factor]> {
  fileprivate static var factors: Self {
    ValueForm(.keyPaths(.factors)) { node, context throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else { throw node.mismatch(expected: "a mapping of factors to levels") }
      return entries.compactMap { entry in
        context.read(.factor(named: entry.key, at: entry.keyLocation), entry.value)
      }
    } write: { factors, context in
      .mapping(
        factors.compactMap { factor in
          ValueForm<ExperimentPlan.Factor>.factor(named: factor.name, at: factor.location).write(factor, context)
            .map { YAML.Entry(factor.name, $0) }
        })
    }
  }
}

extension ValueForm<ExperimentPlan.Factor> {
  /// A list of values of one key, or of named levels: `{ name: ingress, set: { KEY.PATH: VALUE, ... } }`.
  fileprivate static func factor(named name: String, at location: SourceLocation) -> Self {
    let form = ValueForm<ExperimentPlan.Level>.level(of: name)
    return ValueForm(.list(of: form.shape, minimum: 1)) { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: "a list of levels") }
      if nodes.isEmpty { throw Diagnostic(node.location, "found an empty list; expected at least one level") }
      var levels: [ExperimentPlan.Level] = []
      for node in nodes {
        guard let level = context.read(form, node) else { continue }
        if levels.contains(where: { $0.label == level.label }) {
          context.report(Diagnostic(node.location, "level '\(level.label)' appears more than once; expected it once"))
        }
        levels.append(level)
      }
      return ExperimentPlan.Factor(name: name, location: location, levels: levels)
    } write: { factor, context in
      .list(factor.levels.compactMap { form.write($0, context) })
    }
  }
}

extension ExperimentPlan.Level {
  /// What a level with a name of its own is made of.
  static var fields: Fields<Self> {
    Fields.all(
      .field("name", .text, help: "what results call the level"),
      .field("set", .overrides, help: "key paths of the model and their values at this level")
    ).map {
      Self(label: $0.0, overrides: $0.1)
    } from: {
      ($0.label, $0.overrides)
    }
  }
}

extension ValueForm<ExperimentPlan.Level> {
  fileprivate static func level(of factor: String) -> Self {
    let named = ExperimentPlan.Level.fields
    return ValueForm(.mapping(named.keys.map { .key($0) })) { node, context throws(Diagnostic) in
      guard node["name"] != nil, node["set"] != nil else {
        let override = Override(keyPath: factor, value: node, origin: node.location)
        return ExperimentPlan.Level(label: node.label(of: factor), overrides: [override])
      }
      var level: ExperimentPlan.Level?
      context.mapping(node, factor) { level = named.read(&$0) }
      return level
    } write: { level, context in
      if level.overrides.count == 1, level.overrides[0].keyPath == factor,
        level.overrides[0].value.label(of: factor) == level.label
      {
        return YAML(level.overrides[0].value)
      }
      return named.write(level, context).map { .mapping($0) }
    }
  }
}

extension ValueForm<ExperimentPlan.Exclusion> {
  fileprivate static var exclusion: Self {
    ValueForm(.keyPaths(.exclusion)) { node, _ throws(Diagnostic) in
      guard case .mapping(let entries) = node.content, !entries.isEmpty else {
        throw node.mismatch(expected: "a mapping of factors to levels")
      }
      let conditions = entries.map { entry in
        var labels = [entry.value.label(of: entry.key)]
        if case .sequence(let levels) = entry.value.content { labels = levels.map { $0.label(of: entry.key) } }
        return ExperimentPlan.Exclusion.Condition(factor: entry.key, labels: labels, location: entry.keyLocation)
      }
      return ExperimentPlan.Exclusion(conditions: conditions)
    } write: { exclusion, _ in
      .mapping(exclusion.conditions.map { YAML.Entry($0.factor, .list($0.labels.map { .plain($0) })) })
    }
  }
}

extension ValueForm<ExperimentPlan.ListedPoint> {
  fileprivate static var listedPoint: Self {
    ValueForm(.keyPaths(.point)) { node, context throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else {
        throw node.mismatch(expected: "a mapping of key paths to values")
      }
      let name = node["name"].flatMap { context.read(.text, $0) }
      return ExperimentPlan.ListedPoint(name: name, entries: entries.filter { $0.key != "name" })
    } write: { point, _ in
      let name = point.name.map { [YAML.Entry("name", .text($0))] } ?? []
      return .mapping(name + point.entries.map { YAML.Entry($0.key, YAML($0.value)) })
    }
  }
}
