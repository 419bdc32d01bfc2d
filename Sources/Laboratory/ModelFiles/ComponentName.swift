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
}

extension ValueForm<TargetPortName> {
  static var targetPort: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let name = ComponentName.targetPort(text) else {
        throw node.mismatch(expected: "a port such as array.controller0.port0")
      }
      return name
    }
  }
}

extension ValueForm<LinkName> {
  static var link: Self {
    ValueForm { node, _ throws(Diagnostic) in
      if case .scalar(let text) = node.content {
        if let name = ComponentName.initiatorPort(text) { return name }
        if let name = ComponentName.targetPort(text) { return .target(name) }
      }
      throw node.mismatch(expected: "a link such as host0.hba0 or array.controller0.port0")
    }
  }
}

extension ValueForm<HBAName> {
  static var hba: Self {
    ValueForm { node, _ throws(Diagnostic) in
      if case .scalar(let text) = node.content, case .initiator(let host, let hba)? = ComponentName.initiatorPort(text) {
        return HBAName(host: host, hba: hba)
      }
      throw node.mismatch(expected: "an HBA such as host0.hba0")
    }
  }
}

extension ValueForm<Int> {
  /// `fabric0`
  static var fabric: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let index = ComponentName.index(text, "fabric") else {
        throw node.mismatch(expected: "a fabric such as fabric0")
      }
      return index
    }
  }

  /// `array.controller0`
  static var controller: Self {
    ValueForm { node, _ throws(Diagnostic) in
      let prefix = "array."
      guard case .scalar(let text) = node.content, text.hasPrefix(prefix),
        let index = ComponentName.index(text.dropFirst(prefix.count), "controller")
      else { throw node.mismatch(expected: "a controller such as array.controller0") }
      return index
    }
  }
}
