/// A fault of the switch of one fabric, which holds one lever of it from its beginning to its end.
public protocol SwitchFault: FaultKind {
  var fabric: Int { get set }
  /// Pulls the lever of the switch, or lets it go.
  func hold(_ isHeld: Bool, on levers: inout some FaultLevers)
}

extension SwitchFault {
  public static var parameters: [FaultParameter<Self>] {
    [FaultParameter("fabric", .fabric(\.fabric), "the fabric whose switch it is: fabric0")]
  }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    fabric < topology.fabrics ? nil : ("fabric", "there is no fabric\(fabric); fabric.fabrics is \(topology.fabrics)")
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool {
    topology.fabric(ofPort: Int(nexus.hba)) == fabric
  }

  public func begin(on levers: inout some FaultLevers, topology: Topology) { hold(true, on: &levers) }
  public func end(on levers: inout some FaultLevers, topology: Topology) { hold(false, on: &levers) }
}
