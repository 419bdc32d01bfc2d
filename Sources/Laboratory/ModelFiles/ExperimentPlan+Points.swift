extension ExperimentPlan {
  /// More would not end, and is a mistake.
  private static let pointsMax = 1_000_000

  /// The full factorial in the order of the file (the last factor varies fastest) without what is excluded, then the listed
  /// points. A plan without either has one point: the model as it is.
  func points(_ context: ReadingContext) -> [ExperimentPoint] {
    reportConflicts(context)
    for condition in exclusions.flatMap(\.conditions) { reportUnknown(condition, context) }
    var points: [ExperimentPoint] = []
    for levels in combinations(context) where !exclusions.contains(where: { $0.excludes(levels.map(\.level)) }) {
      points.append(
        ExperimentPoint(
          id: points.count, name: nil, levels: levels.map(\.level), overrides: fixed + levels.flatMap(\.overrides)))
    }
    for point in listed {
      let settings = point.entries.compactMap { setting($0, context) }
      points.append(
        ExperimentPoint(
          id: points.count, name: point.name, levels: settings.map(\.level),
          overrides: fixed + settings.flatMap(\.overrides)))
    }
    return points
  }

  private typealias Setting = (level: FactorLevel, overrides: [Override])

  private func combinations(_ context: ReadingContext) -> [[Setting]] {
    if factors.isEmpty { return listed.isEmpty ? [[]] : [] }
    var combinations: [[Setting]] = [[]]
    for factor in factors {
      guard combinations.count * factor.levels.count <= Self.pointsMax else {
        context.report(Diagnostic(factor.location, "too many points; expected at most \(Self.pointsMax)"))
        return []
      }
      combinations = combinations.flatMap { combination in
        factor.levels.map { combination + [(FactorLevel(factor: factor.name, label: $0.label), $0.overrides)] }
      }
    }
    return combinations
  }

  /// A key of a listed point: a factor with named levels takes one of those, anything else is a key path.
  private func setting(_ entry: SourceNode.Entry, _ context: ReadingContext) -> Setting? {
    let label = entry.value.label(of: entry.key)
    let level = FactorLevel(factor: entry.key, label: label)
    guard let factor = factors.first(where: { $0.name == entry.key && $0.hasNamedLevels }) else {
      return (level, [Override(entry)])
    }
    if let known = factor.levels.first(where: { $0.label == label }) { return (level, known.overrides) }
    context.report(factor.unknownLevel(label, at: entry.location))
    return nil
  }

  /// A key that two factors set would have the value of the last one, whatever the label of the other says.
  private func reportConflicts(_ context: ReadingContext) {
    var owners: [String: String] = [:]
    var paths: [String] = []
    for factor in factors {
      for override in factor.levels.flatMap(\.overrides) {
        let owner = owners[override.keyPath, default: factor.name]
        owners[override.keyPath] = owner
        if owner != factor.name {
          let message = "'\(override.keyPath)' is set by factor '\(owner)' already; expected one factor to set it"
          context.report(Diagnostic(override.origin, message))
        }
        if let part = paths.first(where: { $0.hasPrefix("\(override.keyPath).") && owners[$0] != factor.name }) {
          let message = "'\(override.keyPath)' would replace '\(part)', which a factor before it sets; expected the whole first"
          context.report(Diagnostic(override.origin, message))
        }
        paths.append(override.keyPath)
      }
    }
  }

  private func reportUnknown(_ condition: Exclusion.Condition, _ context: ReadingContext) {
    guard let factor = factors.first(where: { $0.name == condition.factor }) else {
      let names = factors.map(\.name)
      let suggestion = Suggestion.text(for: condition.factor, among: names)
      let message = "unknown factor '\(condition.factor)'; expected \(names.alternatives)\(suggestion)"
      return context.report(Diagnostic(condition.location, message))
    }
    for label in condition.labels where !factor.levels.contains(where: { $0.label == label }) {
      context.report(factor.unknownLevel(label, at: condition.location))
    }
  }
}

extension ExperimentPlan.Factor {
  /// Its levels set keys of other names.
  fileprivate var hasNamedLevels: Bool { levels.contains { $0.overrides.count != 1 || $0.overrides[0].keyPath != name } }

  fileprivate func unknownLevel(_ label: String, at location: SourceLocation) -> Diagnostic {
    let labels = levels.map(\.label)
    let suggestion = Suggestion.text(for: label, among: labels)
    return Diagnostic(location, "unknown level '\(label)' of factor '\(name)'; expected \(labels.alternatives)\(suggestion)")
  }
}

extension ExperimentPlan.Exclusion {
  fileprivate func excludes(_ levels: [FactorLevel]) -> Bool {
    conditions.allSatisfy { condition in
      levels.contains { $0.factor == condition.factor && condition.labels.contains($0.label) }
    }
  }
}
