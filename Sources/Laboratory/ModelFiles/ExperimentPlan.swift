/// What an experiment file says, before points are formed.
struct ExperimentPlan {
  var name: String?
  var model = ""
  var modelLocation = SourceLocation(file: "")
  var seed: UInt64 = 1
  var replications = 1
  /// Apply at every point, before its own overrides.
  var fixed: [Override] = []
  var factors: [Factor] = []
  var exclusions: [Exclusion] = []
  var listed: [ListedPoint] = []

  /// One dimension of the full factorial.
  struct Factor {
    var name: String
    var location: SourceLocation
    var levels: [Level]
  }

  struct Level {
    var label: String
    var overrides: [Override]
  }

  /// Points that have one of the labels of every condition are left out.
  struct Exclusion {
    struct Condition {
      var factor: String
      var labels: [String]
      var location: SourceLocation
    }

    var conditions: [Condition]
  }

  /// A point that is written out.
  struct ListedPoint {
    var name: String?
    var entries: [SourceNode.Entry]
  }

  mutating func read(_ experiment: inout MappingReader) {
    experiment.read("name", into: &name, as: .text)
    if let path = experiment.require("model", as: .text) { model = path }
    modelLocation = experiment.location(of: "model")
    experiment.read("seed", into: &seed, as: .atLeast(0))
    experiment.read("replications", into: &replications, as: .atLeast(1))
    experiment.read("set", into: &fixed, as: .overrides)
    experiment.read("factors", into: &factors, as: .factors)
    experiment.read("exclude", into: &exclusions, as: .list(of: .exclusion, "a list of mappings of factors to levels"))
    experiment.read("points", into: &listed, as: .list(of: .listedPoint, "a list of mappings of key paths to values"))
  }
}

extension ValueForm<[Override]> {
  /// A mapping of key paths to values.
  static var overrides: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else { throw node.mismatch(expected: "a mapping of key paths to values") }
      return entries.map(Override.init)
    }
  }
}

extension Override {
  init(_ entry: SourceNode.Entry) { self.init(keyPath: entry.key, value: entry.value, origin: entry.keyLocation) }
}

extension ValueForm<[ExperimentPlan.Factor]> {
  fileprivate static var factors: Self {
    ValueForm { node, context throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else { throw node.mismatch(expected: "a mapping of factors to levels") }
      return entries.compactMap { entry in
        context.read(.factor(entry), entry.value)
      }
    }
  }
}

extension ValueForm<ExperimentPlan.Factor> {
  /// A list of values of one key, or of named levels: `{ name: ingress, set: { KEY.PATH: VALUE, ... } }`.
  fileprivate static func factor(_ entry: SourceNode.Entry) -> Self {
    ValueForm { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: "a list of levels") }
      if nodes.isEmpty { throw Diagnostic(node.location, "found an empty list; expected at least one level") }
      var levels: [ExperimentPlan.Level] = []
      for node in nodes {
        guard let level = context.read(.level(of: entry.key), node) else { continue }
        if levels.contains(where: { $0.label == level.label }) {
          context.report(Diagnostic(node.location, "level '\(level.label)' appears more than once; expected it once"))
        }
        levels.append(level)
      }
      return ExperimentPlan.Factor(name: entry.key, location: entry.keyLocation, levels: levels)
    }
  }
}

extension ValueForm<ExperimentPlan.Level> {
  fileprivate static func level(of factor: String) -> Self {
    ValueForm { node, context throws(Diagnostic) in
      guard node["name"] != nil, node["set"] != nil else {
        let override = Override(keyPath: factor, value: node, origin: node.location)
        return ExperimentPlan.Level(label: node.text, overrides: [override])
      }
      var level: ExperimentPlan.Level?
      context.mapping(node, factor) { reader in
        let name = reader.require("name", as: .text)
        let overrides = reader.require("set", as: .overrides)
        if let name, let overrides { level = ExperimentPlan.Level(label: name, overrides: overrides) }
      }
      return level
    }
  }
}

extension ValueForm<ExperimentPlan.Exclusion> {
  fileprivate static var exclusion: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .mapping(let entries) = node.content, !entries.isEmpty else {
        throw node.mismatch(expected: "a mapping of factors to levels")
      }
      let conditions = entries.map { entry in
        var labels = [entry.value.text]
        if case .sequence(let levels) = entry.value.content { labels = levels.map(\.text) }
        return ExperimentPlan.Exclusion.Condition(factor: entry.key, labels: labels, location: entry.keyLocation)
      }
      return ExperimentPlan.Exclusion(conditions: conditions)
    }
  }
}

extension ValueForm<ExperimentPlan.ListedPoint> {
  fileprivate static var listedPoint: Self {
    ValueForm { node, context throws(Diagnostic) in
      guard case .mapping(let entries) = node.content else {
        throw node.mismatch(expected: "a mapping of key paths to values")
      }
      let name = node["name"].flatMap { context.read(.text, $0) }
      return ExperimentPlan.ListedPoint(name: name, entries: entries.filter { $0.key != "name" })
    }
  }
}
