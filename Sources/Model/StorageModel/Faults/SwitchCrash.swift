/// A switch fails. What is in it and on its links is lost, and so is what would be sent; every port of the fabric sees loss of
/// signal, and hosts hear of the array's ports after the state change delay. Nothing in the array notices.
public struct SwitchCrash: FaultKind {
  public var fabric = 0

  public init() {}

  public static let name = "switch_crash"
  public static let summary =
    "a switch fails: what is in it is lost and all its links are down until it works again; hosts hear of it"
  public static var parameters: [FaultParameter<SwitchCrash>] {
    [FaultParameter("fabric", .fabric(\.fabric), "the fabric whose switch it is: fabric0")]
  }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    fabric < topology.fabrics ? nil : ("fabric", "there is no fabric\(fabric); fabric.fabrics is \(topology.fabrics)")
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool {
    topology.fabric(ofPort: Int(nexus.hba)) == fabric
  }

  public var words: String { "switch of fabric\(fabric) crashed" }
  public var beginning: String { "the switch fails" }
  public var ending: String { "the switch works again" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) { levers.setDown(switch: fabric, true) }
  public func end(on levers: inout some FaultLevers, topology: Topology) { levers.setDown(switch: fabric, false) }
}

extension FaultKind where Self == SwitchCrash {
  public static func switchCrash(fabric: Int) -> SwitchCrash {
    var fault = SwitchCrash()
    fault.fabric = fabric
    return fault
  }
}
