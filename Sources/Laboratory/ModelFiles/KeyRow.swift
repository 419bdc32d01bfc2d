import StorageModel

/// A key with its whole path, and what is said about it.
struct KeyRow {
  /// In a list whose items have names, `NAME` stands for the name.
  var path: [String]
  var key: KeyDescription

  static let nameOfItem = "NAME"

  var name: String { path.joined(separator: ".") }
  var isGroup: Bool { key.standard == .group }
}

extension KeyRow {
  /// Every key of a mapping and below, each before those inside it. Laws are not opened.
  static func rows(of entries: [MappingEntry], below path: [String] = []) -> [KeyRow] {
    entries.flatMap(\.keys).flatMap { key -> [KeyRow] in
      var inside = path + [key.name]
      let row = KeyRow(path: inside, key: key)
      if case .list(of: .mapping, _) = key.shape { inside.append(nameOfItem) }
      return [row] + rows(of: key.shape.entries, below: inside)
    }
  }

  static var ofModel: [KeyRow] { rows(of: ModelConfiguration.shape().entries) }
  static var ofExperiment: [KeyRow] { rows(of: ExperimentPlan.shape().entries) }

  /// What may stand for a duration or a size that is drawn.
  static var ofLaw: [KeyRow] {
    guard case .named(_, _, let shape) = ValueForm.distribution(of: .duration).shape else { return [] }
    // A component of a mixture has no name.
    return rows(of: shape().entries).map { row in
      var row = row
      row.path.removeAll { $0 == nameOfItem }
      return row
    }
  }
}
