import StorageModel

/// Names of hosts, ports and links: `host0.hba1`, `array.controller0.port1`.
enum ComponentName {
  /// The number after a word: 3 for `host3`. Plain decimal, as it is printed.
  static func index(_ text: some StringProtocol, _ word: String) -> Int? {
    guard text.hasPrefix(word), let index = Int(text.dropFirst(word.count)), index >= 0 else { return nil }
    return text == word + String(index) ? index : nil
  }

  static func targetPort(_ text: String) -> TargetPortName? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "array", let controller = index(parts[1], "controller"),
      let port = index(parts[2], "port")
    else { return nil }
    return TargetPortName(controller: controller, port: port)
  }

  static func initiatorPort(_ text: String) -> LinkName? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let host = index(parts[0], "host"), let hba = index(parts[1], "hba") else { return nil }
    return .initiator(host: host, hba: hba)
  }

  static func text(_ port: TargetPortName) -> String { "array.controller\(port.controller).port\(port.port)" }

  static let number = "(0|[1-9][0-9]*)"
  static let hostPattern = "host\(number)"
  static let initiatorPortPattern = #"host\#(number)\.hba\#(number)"#
  static let targetPortPattern = #"array\.controller\#(number)\.port\#(number)"#
}

extension ValueForm<Int> {
  /// `host0`
  static var host: Self {
    ValueForm(.component("host", pattern: ComponentName.hostPattern, examples: ["host0"])) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let index = ComponentName.index(text, "host") else {
        throw node.mismatch(expected: "a host such as host0")
      }
      return index
    } write: { host, _ in
      .plain("host\(host)")
    }
  }
}

extension ValueForm<TargetPortName> {
  static var targetPort: Self {
    let shape = Shape.component(
      "port of the array", pattern: ComponentName.targetPortPattern, examples: ["array.controller0.port0"])
    return ValueForm(shape) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let name = ComponentName.targetPort(text) else {
        throw node.mismatch(expected: "a port such as array.controller0.port0")
      }
      return name
    } write: { port, _ in
      .plain(ComponentName.text(port))
    }
  }
}

extension ValueForm<LinkName> {
  static var link: Self {
    let shape = Shape.component(
      "link", pattern: "(\(ComponentName.initiatorPortPattern)|\(ComponentName.targetPortPattern))",
      examples: ["host0.hba0", "array.controller0.port0"])
    return ValueForm(shape) { node, _ throws(Diagnostic) in
      if case .scalar(let text) = node.content {
        if let name = ComponentName.initiatorPort(text) { return name }
        if let name = ComponentName.targetPort(text) { return .target(name) }
      }
      throw node.mismatch(expected: "a link such as host0.hba0 or array.controller0.port0")
    } write: { link, _ in
      switch link {
      case .initiator(let host, let hba): .plain("host\(host).hba\(hba)")
      case .target(let port): .plain(ComponentName.text(port))
      }
    }
  }
}

extension ValueForm<HBAName> {
  static var hba: Self {
    let shape = Shape.component("HBA", pattern: ComponentName.initiatorPortPattern, examples: ["host0.hba0"])
    return ValueForm(shape) { node, _ throws(Diagnostic) in
      if case .scalar(let text) = node.content, case .initiator(let host, let hba)? = ComponentName.initiatorPort(text) {
        return HBAName(host: host, hba: hba)
      }
      throw node.mismatch(expected: "an HBA such as host0.hba0")
    } write: { name, _ in
      .plain("host\(name.host).hba\(name.hba)")
    }
  }
}

extension ValueForm<Int> {
  /// `fabric0`
  static var fabric: Self { numbered("fabric", prefix: "", "a fabric such as fabric0") }
  /// `array.controller0`
  static var controller: Self { numbered("controller", prefix: "array.", "a controller such as array.controller0") }

  private static func numbered(_ word: String, prefix: String, _ expectation: String) -> Self {
    let pattern = prefix.replacing(".", with: #"\."#) + word + ComponentName.number
    return ValueForm(.component(word, pattern: pattern, examples: ["\(prefix)\(word)0"])) { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, text.hasPrefix(prefix),
        let index = ComponentName.index(text.dropFirst(prefix.count), word)
      else { throw node.mismatch(expected: expectation) }
      return index
    } write: { index, _ in
      .plain("\(prefix)\(word)\(index)")
    }
  }
}
