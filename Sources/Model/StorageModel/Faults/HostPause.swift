import EventEngine

/// A host stands still, HBAs included, and does not know it: what was in it leaves when it runs again, what had arrived is
/// looked at then, and only after that it hears that the others removed it.
public struct HostPause: FaultKind {
  public var host = 0
  public var takeoverAfter: EventEngine.Duration?

  public init() {}

  public static let name = "host_pause"
  public static let summary = "a host stands still, HBAs included, and does not know it; the others may take its work over"
  public static var parameters: [FaultParameter<HostPause>] {
    [
      FaultParameter("host", .host(\.host), "the host: host0"),
      FaultParameter(
        "takeover_after", .optionalDuration(\.takeoverAfter), isRequired: false,
        "silence after which another host takes over; left out: nobody does"),
    ]
  }

  public var removesHosts: Bool { takeoverAfter != nil }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    if host >= topology.hostCount { return ("host", "there is no host\(host); hosts.count is \(topology.hostCount)") }
    if takeoverAfter != nil, topology.hostCount < 2 {
      return ("takeover_after", "nobody can take over from host\(host); expected hosts.count of at least 2")
    }
    return nil
  }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    guard let takeoverAfter, seconds < takeoverAfter.seconds else { return nil }
    return "ends before takeover_after: nobody takes over"
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { Int(nexus.host) == host }

  public var words: String { "host\(host) paused" }
  public var beginning: String { "host\(host) stands still" }
  public var ending: String { "host\(host) runs on" }
  public func place(in topology: Topology) -> FaultPlace { .host(host) }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setPaused(host: host, removedAfter: takeoverAfter, true)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setPaused(host: host, removedAfter: nil, false)
  }
}

extension FaultKind where Self == HostPause {
  public static func hostPause(host: Int, takeoverAfter: EventEngine.Duration?) -> HostPause {
    var fault = HostPause()
    fault.host = host
    fault.takeoverAfter = takeoverAfter
    return fault
  }
}
