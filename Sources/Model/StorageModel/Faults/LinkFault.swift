/// A fault of one link in both directions, which holds one lever of it from its beginning to its end.
public protocol LinkFault: FaultKind {
  var link: LinkName { get set }
  /// Pulls the lever of the link of this port of the fabric, or lets it go.
  func hold(_ isHeld: Bool, linkOf port: Int, on levers: inout some FaultLevers)
}

extension LinkFault {
  static var linkParameter: FaultParameter<Self> {
    FaultParameter("link", .link(\.link), "the link, named by its HBA or target port: host0.hba0, array.controller0.port0")
  }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    topology.problem(link).map { ("link", $0) }
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { link.isOn(nexus, in: topology) }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    hold(true, linkOf: topology.fabricPort(link), on: &levers)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    hold(false, linkOf: topology.fabricPort(link), on: &levers)
  }
}
