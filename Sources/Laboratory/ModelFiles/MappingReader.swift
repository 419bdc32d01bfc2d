import Sampling

/// Reads the keys of one mapping. The keys asked for are the keys that exist: every other one is reported.
struct MappingReader {
  /// The key path of the mapping, empty for the file as a whole.
  let name: String
  let location: SourceLocation
  let entries: [SourceNode.Entry]
  let context: ReadingContext
  /// What was asked for so far.
  private(set) var known: [String] = []

  /// The entry of a key, if it was written.
  mutating func entry(_ key: String) -> SourceNode.Entry? {
    if !known.contains(key) { known.append(key) }
    return entries.first { $0.key == key }
  }

  /// Replaces the default with what was written.
  mutating func read<Value>(_ key: String, into value: inout Value, as form: ValueForm<Value>) {
    if let written = read(key, as: form) { value = written }
  }

  /// The value; nil if the key is absent or wrong.
  mutating func read<Value>(_ key: String, as form: ValueForm<Value>) -> Value? {
    entry(key).flatMap { context.read(form, $0.value) }
  }

  /// The value of a key that has no default; its absence is reported.
  mutating func require<Value>(_ key: String, as form: ValueForm<Value>) -> Value? {
    guard let entry = entry(key) else {
      context.report(Diagnostic(location, "missing key '\(key)'\(place); expected it here"))
      return nil
    }
    return context.read(form, entry.value)
  }

  /// Reads a mapping inside this one.
  mutating func nested(_ key: String, _ body: (inout MappingReader) -> Void) {
    guard let entry = entry(key) else { return }
    context.mapping(entry.value, name.isEmpty ? key : "\(name).\(key)", body)
  }

  /// The only one of some keys that exclude each other; nil if there is none or more than one, which is reported.
  mutating func onlyOne(of names: [String], isRequired: Bool = false) -> String? {
    known += names
    let written = entries.filter { names.contains($0.key) }
    if written.count > 1 {
      let message = "'\(written[1].key)' excludes '\(written[0].key)'\(place); expected one of \(names.alternatives)"
      context.report(Diagnostic(written[1].keyLocation, message))
    } else if written.isEmpty, isRequired {
      // A misspelt one is reported as an unknown key, with the right one beside it.
      let isMisspelt = entries.contains { !known.contains($0.key) }
      if !isMisspelt { context.report(Diagnostic(location, "missing key\(place); expected one of \(names.alternatives)")) }
    }
    return written.count == 1 ? written[0].key : nil
  }

  /// Where a key's value stands, or the mapping if the key is absent.
  func location(of key: String) -> SourceLocation {
    entries.first { $0.key == key }?.location ?? location
  }

  /// The value of a key that was or will be asked for.
  subscript(key: String) -> SourceNode? { entries.first { $0.key == key }?.value }

  func reportUnknownKeys() {
    for entry in entries where !known.contains(entry.key) {
      if let replacement = FormerKey.replacement(for: name.isEmpty ? entry.key : "\(name).\(entry.key)") {
        context.report(Diagnostic(entry.keyLocation, replacement))
        continue
      }
      let suggestion = Suggestion.text(for: entry.key, among: known)
      let list = known.joined(separator: ", ")
      context.report(Diagnostic(entry.keyLocation, "unknown key '\(entry.key)'\(place); expected one of \(list)\(suggestion)"))
    }
  }

  private var place: String { name.isEmpty ? "" : " in '\(name)'" }
}

extension MappingReader {
  /// Points at the parameter that a distribution refuses.
  func report(_ error: DistributionError) {
    let spelling = ["lower": "from", "upper": "to", "standard_deviation": "deviation"]
    let key = spelling[error.parameter] ?? error.parameter
    guard let node = self[key] else { return context.report(Diagnostic(location, error.description)) }
    // The number in the error is in seconds, which is not how the file spells it.
    context.report(node.mismatch(expected: key == "to" ? "more than 'from'" : error.expected))
  }
}
