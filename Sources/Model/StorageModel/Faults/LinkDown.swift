import HostModel

/// Frames on the link are lost, and so is what would be sent; the port beside it sees loss of signal at once, the hosts hear of
/// an array port's link after the state change delay. Nothing in the array notices.
public struct LinkDown: LinkFault {
  public var link = LinkName.initiator(host: 0, hba: 0)

  public init() {}

  public static let name = "link_down"
  public static let summary = "a link loses its signal: frames on it and frames that would be sent are lost; hosts hear of it"
  public static var parameters: [FaultParameter<LinkDown>] { [linkParameter] }

  public var words: String { "link of \(link.name) down" }
  public var beginning: String { "the link is down" }
  public var ending: String { "the link is up" }

  public func hold(_ isHeld: Bool, linkOf port: Int, on levers: inout some FaultLevers) {
    levers.setDown(linkOf: port, isHeld)
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
