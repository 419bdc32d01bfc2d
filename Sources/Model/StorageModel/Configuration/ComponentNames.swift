/// `array.controller0.port1` in model files.
public struct TargetPortName: Sendable, Hashable {
  public var controller: Int
  public var port: Int
  public init(controller: Int, port: Int) {
    self.controller = controller
    self.port = port
  }

  /// As model files write it.
  public var name: String { "array.controller\(controller).port\(port)" }
}

/// A link is named by the port at its end that is not a switch.
public enum LinkName: Sendable, Hashable {
  /// `host0.hba1`
  case initiator(host: Int, hba: Int)
  case target(TargetPortName)

  /// As model files write it.
  public var name: String {
    switch self {
    case .initiator(let host, let hba): "host\(host).hba\(hba)"
    case .target(let port): port.name
    }
  }
}

/// `host0.hba1` in model files: an initiator port.
public struct HBAName: Sendable, Hashable {
  public var host: Int
  public var hba: Int
  public init(host: Int, hba: Int) {
    self.host = host
    self.hba = hba
  }
}

extension Topology {
  func port(_ name: TargetPortName) -> Int { name.controller * portsPerController + name.port }

  /// The port of the fabric at whose end the link is.
  func fabricPort(_ name: LinkName) -> Int {
    switch name {
    case .initiator(let host, let hba): host * hbasPerHost + hba
    case .target(let port): fabricPort(ofTarget: self.port(port))
    }
  }

  func hba(_ name: HBAName) -> Int { name.host * hbasPerHost + name.hba }

  /// nil if there is such a thing, else what is wrong and what was expected.
  public func problem(_ link: LinkName) -> String? {
    switch link {
    case .target(let port): problem(port)
    case .initiator(let host, let hba): problem(HBAName(host: host, hba: hba))
    }
  }

  public func problem(_ name: HBAName) -> String? {
    if name.host < hostCount && name.hba < hbasPerHost { return nil }
    return "there is no host\(name.host).hba\(name.hba); the last is host\(hostCount - 1).hba\(hbasPerHost - 1)"
  }

  public func problem(_ port: TargetPortName) -> String? {
    if port.controller < controllerCount && port.port < portsPerController { return nil }
    return
      "there is no array.controller\(port.controller).port\(port.port); the last is "
      + "array.controller\(controllerCount - 1).port\(portsPerController - 1)"
  }
}
