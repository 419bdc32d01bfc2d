/// Where each key of a model was written, by dotted path with list indices: `faults[0].port_stall.port`.
public struct Positions: Sendable {
  private let file: SourceLocation
  private var locations: [String: SourceLocation] = [:]

  init(of root: SourceNode, file: String) {
    self.file = SourceLocation(file: file)
    add(root, at: "")
  }

  /// Nil if the key was not written.
  public subscript(keyPath: String) -> SourceLocation? { locations[keyPath] }

  /// The location of the path or of the longest part of it that was written; the file if none was.
  func nearest(to keyPath: String) -> (location: SourceLocation, isExact: Bool) {
    var path = keyPath[...]
    while !path.isEmpty {
      if let location = locations[String(path)] { return (location, path.count == keyPath.count) }
      let end = path.lastIndex { $0 == "." || $0 == "[" }
      path = end.map { path[..<$0] } ?? ""
    }
    return (file, keyPath.isEmpty)
  }

  private mutating func add(_ node: SourceNode, at path: String) {
    switch node.content {
    case .nothing, .scalar: break
    case .sequence(let items):
      for (index, item) in items.enumerated() {
        locations["\(path)[\(index)]"] = item.location
        add(item, at: "\(path)[\(index)]")
      }
    case .mapping(let entries):
      for entry in entries {
        let child = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        locations[child] = entry.location
        add(entry.value, at: child)
      }
    }
  }
}
