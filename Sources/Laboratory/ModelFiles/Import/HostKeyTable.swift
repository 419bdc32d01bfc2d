/// The keys of a kind of configuration file.
struct HostKeyTable: Sendable {
  let keys: [HostKey]
  /// Beginnings of keys none of which matters, and why.
  var beginnings: [(text: String, reason: String)] = []

  /// `node.conn[1]` is described by `node.conn[0]`.
  func key(_ name: String) -> HostKey? {
    let first = name.replacing(/\[[0-9]+\]/, with: "[0]")
    if let key = keys.first(where: { $0.name == first }) { return key }
    return beginnings.first { name.hasPrefix($0.text) }.map { .nothing(name, $0.reason) }
  }

  func suggestion(for name: String) -> String { Suggestion.text(for: name, among: keys.map(\.name)) }
}
