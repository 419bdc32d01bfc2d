/// An HBA is reset: what is on its link is lost, what was outstanding on it is failed back to multipath at once, without
/// waiting for fast_io_fail_tmo, and its link is down until the HBA has come back. What the array has in hand it goes on with.
public struct HBAReset: FaultKind {
  public var hba = HBAName(host: 0, hba: 0)

  public init() {}

  public static let name = "hba_reset"
  public static let summary =
    "an HBA is reset: its frames are lost, its commands are failed back at once, its link is down meanwhile"
  public static var parameters: [FaultParameter<HBAReset>] {
    [FaultParameter("hba", .hba(\.hba), "the HBA: host0.hba0")]
  }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    topology.problem(hba).map { ("hba", $0) }
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { Int(nexus.hba) == topology.hba(hba) }

  public func place(in topology: Topology) -> FaultPlace { .host(hba.host) }
  public var words: String { "host\(hba.host).hba\(hba.hba) reset" }
  public var beginning: String { "hba\(hba.hba) is reset" }
  public var ending: String { "hba\(hba.hba) is back" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setDown(linkOf: topology.hba(hba), true)
    levers.resetHBA(topology.hba(hba))
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setDown(linkOf: topology.hba(hba), false)
  }
}

extension FaultKind where Self == HBAReset {
  public static func hbaReset(host: Int, hba: Int) -> HBAReset {
    var fault = HBAReset()
    fault.hba = HBAName(host: host, hba: hba)
    return fault
  }
}
