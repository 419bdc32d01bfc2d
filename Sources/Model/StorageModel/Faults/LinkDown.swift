import HostModel

/// Frames on the link are lost, and so is what would be sent; the port beside it sees loss of signal at once, the hosts hear of
/// an array port's link after the state change delay. Nothing in the array notices.
public struct LinkDown: FaultKind {
  public var link = LinkName.initiator(host: 0, hba: 0)

  public init() {}

  public static let name = "link_down"
  public static let summary = "a link loses its signal: frames on it and frames that would be sent are lost; hosts hear of it"
  public static var parameters: [FaultParameter<LinkDown>] {
    [FaultParameter("link", .link(\.link), "the link, named by its HBA or target port: host0.hba1, array.controller0.port0")]
  }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    topology.problem(link).map { ("link", $0) }
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { link.isOn(nexus, in: topology) }

  public var words: String { "link of \(link.name) down" }
  public var beginning: String { "the link is down" }
  public var ending: String { "the link is up" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setDown(linkOf: topology.fabricPort(link), true)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setDown(linkOf: topology.fabricPort(link), false)
  }
}

extension LinkName {
  /// Whether frames of the nexus take the link.
  func isOn(_ nexus: Topology.Nexus, in topology: Topology) -> Bool {
    let port = topology.fabricPort(self)
    return port == Int(nexus.hba) || port == topology.fabricPort(ofTarget: Int(nexus.port))
  }
}

extension FaultKind where Self == LinkDown {
  public static func linkDown(_ link: LinkName) -> LinkDown {
    var fault = LinkDown()
    fault.link = link
    return fault
  }
}
