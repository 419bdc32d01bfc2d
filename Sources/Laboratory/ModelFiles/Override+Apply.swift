extension Override {
  /// Puts the value into the tree of a model. Keys that are not there are added, so that reading finds those that cannot be.
  func apply(to model: inout SourceNode) throws(Diagnostic) {
    let keys = keyPath.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.allSatisfy({ !$0.isEmpty }) else {
      throw Diagnostic(origin, "found the key path '\(keyPath)'; expected keys separated by dots, such as array.media.servers")
    }
    try set(keys[...], in: &model, parent: nil)
  }

  private func set(_ keys: ArraySlice<String>, in node: inout SourceNode, parent: String?) throws(Diagnostic) {
    guard let key = keys.first else {
      node = value
      return
    }
    switch node.content {
    case .sequence(var items):
      guard let index = items.firstIndex(where: { $0["name"]?.text == key }) else {
        let names = items.compactMap { $0["name"]?.text }
        let expected = names.isEmpty ? "a list in which items have names" : names.alternatives
        let suggestion = Suggestion.text(for: key, among: names)
        throw Diagnostic(origin, "nothing in '\(parent ?? "")' is named '\(key)'; expected \(expected)\(suggestion)")
      }
      try setInFault(keys.dropFirst(), in: &items[index], parent: key)
      node.content = .sequence(items)
    case .mapping(var entries):
      try set(keys, in: &entries)
      node.content = .mapping(entries)
    case .nothing, .scalar:
      // What is written more precisely replaces what was written in short: `address: uniform` by `address.zipf=1.1`. Only a
      // barrier that has a name has parts, of which one is replaced.
      let isNamedBarrier = parent == "barrier" && node.isScalar
      node = isNamedBarrier ? try node.partsOfBarrier : SourceNode(location: origin, content: .mapping([]))
      try set(keys, in: &node, parent: parent)
    }
  }

  private func set(_ keys: ArraySlice<String>, in entries: inout [SourceNode.Entry]) throws(Diagnostic) {
    guard let key = keys.first else { return }
    let index = entries.firstIndex { $0.key == key } ?? entries.endIndex
    if index == entries.endIndex {
      let nothing = SourceNode(location: origin, content: .nothing)
      entries.append(SourceNode.Entry(key: key, keyLocation: origin, value: nothing))
    }
    try set(keys.dropFirst(), in: &entries[index].value, parent: key)
    // What follows from the key now follows from the override.
    if keys.count == 1 { entries[index].keyLocation = origin }
  }

  /// Keys of a fault are its own, or those of its kind: `faults.stall.for` is `for` in the mapping of `port_stall`.
  private func setInFault(_ keys: ArraySlice<String>, in fault: inout SourceNode, parent: String) throws(Diagnostic) {
    let kinds = FaultForms.all.map(\.name)
    let ownKeys = FaultForms.entries.flatMap(\.keys).map(\.name)
    guard let key = keys.first, !ownKeys.contains(key), case .mapping(let entries) = fault.content,
      let kind = entries.first(where: { kinds.contains($0.key) })
    else { return try set(keys, in: &fault, parent: parent) }
    try set([kind.key] + keys, in: &fault, parent: parent)
  }
}
