/// The keys of model and experiment files as a table for people: each with default, kind of value, and where the default is from.
public struct KeyList {
  private var sections: [(heading: String, rows: [KeyRow])]
  private var isExplained: Bool

  /// - Parameters:
  ///   - prefix: the beginning of key paths; nil for all.
  ///   - isExplained: with a sentence on each key; a single key has it anyway.
  /// - Throws: if nothing begins so.
  public init(prefix: String? = nil, isExplained: Bool = false) throws(UnknownKeyError) {
    sections = Self.everything
    if let prefix {
      let query = KeyQuery(prefix)
      sections = sections.map { ($0.heading, query.matches(in: $0.rows)) }
      if sections.allSatisfy(\.rows.isEmpty) {
        sections[sections.count - 1].rows = query.lawMatches(after: KeyRow.ofModel)
      }
      sections.removeAll(where: \.rows.isEmpty)
      if sections.isEmpty { throw UnknownKeyError(prefix, among: Self.everything.flatMap(\.rows)) }
    }
    let keys = sections.flatMap(\.rows).filter { !$0.isGroup }
    self.isExplained = isExplained || keys.count == 1
  }

  private static var everything: [(heading: String, rows: [KeyRow])] {
    [
      ("KEYS OF A MODEL FILE", KeyRow.ofModel), ("KEYS OF AN EXPERIMENT FILE", KeyRow.ofExperiment),
      ("LAWS, which may stand for a duration or a size: it is then drawn", KeyRow.ofLaw),
    ]
  }

  /// Lines, each with a line break.
  public var text: String {
    let rows = sections.flatMap(\.rows).filter { isExplained || !$0.isGroup }
    let width = rows.reduce(20) { max($0, $1.name.count) }
    let cells = rows.map { $0.cells }
    let widths = [width] + (0..<2).map { column in cells.reduce(7) { max($0, $1[column].count) } }
    var lines: [String] = []
    for section in sections {
      lines += [section.heading, Self.line(["KEY", "DEFAULT", "VALUE", "SOURCE OF THE DEFAULT"], widths)]
      for row in section.rows where isExplained || !row.isGroup {
        lines.append(Self.line([row.name] + row.cells, widths))
        if isExplained { lines += Self.paragraph(row.key.help) }
        lines += row.key.shape.words.filter { !$0.help.isEmpty }.map { Self.line(["    " + $0.name, $0.help], widths) }
      }
      lines.append("")
    }
    return (lines + legend(rows)).map { $0 + "\n" }.joined()
  }

  /// The units of the quantities that occur.
  private func legend(_ rows: [KeyRow]) -> [String] {
    var quantities: [Quantity] = []
    for quantity in rows.flatMap(\.key.shape.quantities) where !quantities.contains(quantity) { quantities.append(quantity) }
    guard !quantities.isEmpty else { return [] }
    return ["UNITS, directly after the number"]
      + quantities.map { Self.line([$0.name, $0.units.map(\.name).joined(separator: ", ")], [11]) }
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.enumerated().map { index, cell in
      let width = index < widths.count ? widths[index] : 0
      return cell + String(repeating: " ", count: max(0, width - cell.count))
    }
    let text = padded.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private static func paragraph(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < 120 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append("    " + word)
      }
    }
    return lines
  }
}

extension KeyRow {
  /// Default, kind of value, source.
  fileprivate var cells: [String] {
    let standard =
      switch key.standard {
      case .required: "required"
      case .group: ""
      case .value(let value): value.flow
      case .absence(let words): words
      }
    return [standard, key.shape.phrase, key.source]
  }
}

/// What a user asked for that no key path begins with.
public struct UnknownKeyError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ prefix: String, among rows: [KeyRow]) {
    if let replacement = FormerKey.replacement(for: prefix) {
      description = replacement
      return
    }
    let expected = "unknown key '\(prefix)'; expected the beginning of a key path, such as hosts.multipath"
    description = expected + (Self.nearest(prefix, rows).map { " (did you mean '\($0)'?)" } ?? "")
  }

  /// A misspelt path; else a key without the path before it; else a word that some key takes.
  private static func nearest(_ prefix: String, _ rows: [KeyRow]) -> String? {
    if let path = Suggestion.nearest(to: prefix, among: rows.map(\.name)) { return path }
    let last = prefix.split(separator: ".").last.map(String.init) ?? prefix
    if let leaf = Suggestion.nearest(to: last, among: rows.map(\.key.name)) {
      return rows.first { $0.key.name == leaf }?.name
    }
    let words = rows.flatMap { row in row.key.shape.words.map { (word: $0.name, path: row.name) } }
    let word = Suggestion.nearest(to: last, among: words.map(\.word))
    return words.first { $0.word == word }?.path
  }
}

/// The beginning of a key path as people type it: `faults[0].port_stall`, `faults.stall.for`, `array.media.read.lognormal`.
private struct KeyQuery {
  private let components: [String]

  init(_ text: String) {
    let named = text.replacing(/\[[0-9]*\]/, with: ".\(KeyRow.nameOfItem)")
    components = named.split(separator: ".").map(String.init)
  }

  func matches(in rows: [KeyRow]) -> [KeyRow] {
    let exact = rows.filter { row in row.spellings.contains { Self.begins($0, with: components) } }
    if !exact.isEmpty { return exact }
    // The second word may be the name of a fault.
    guard components.count > 1, rows.contains(where: { $0.path.prefix(2) == [components[0], KeyRow.nameOfItem] }) else {
      return []
    }
    let unnamed = [components[0]] + components.dropFirst(2)
    return rows.filter { row in
      row.path.contains(KeyRow.nameOfItem) && row.spellings.contains { Self.begins($0, with: unnamed) }
    }
  }

  /// What follows a key that may be drawn is a law.
  func lawMatches(after rows: [KeyRow]) -> [KeyRow] {
    for row in rows {
      guard case .named = row.key.shape, components.count > row.path.count, components.starts(with: row.path) else { continue }
      let rest = Array(components.dropFirst(row.path.count))
      return KeyRow.ofLaw.filter { Self.begins($0.path, with: rest) }
    }
    return []
  }

  private static func begins(_ path: [String], with components: [String]) -> Bool {
    guard let last = components.last, path.count >= components.count else { return false }
    let index = components.count - 1
    return path.prefix(index) == components.prefix(index) && path[index].hasPrefix(last)
  }
}

extension KeyRow {
  /// Ways to write its path: with `NAME`, without it, and without the kind of fault.
  fileprivate var spellings: [[String]] {
    guard let index = path.firstIndex(of: KeyRow.nameOfItem) else { return [path] }
    let unnamed = path[..<index] + path[(index + 1)...]
    let short = path.count == index + 3 ? [Array(path[..<index]) + [key.name]] : []
    return [path, Array(unnamed)] + short
  }
}
