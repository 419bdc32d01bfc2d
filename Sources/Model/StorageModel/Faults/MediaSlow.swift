/// Service on the media that begins while it lasts takes longer. Nothing waits that would not have waited, and nothing is lost.
public struct MediaSlow: FaultKind {
  public var factor = 1.0

  public init() {}

  public static let name = "media_slow"
  public static let summary = "service times of the media that are drawn while it lasts are multiplied"
  public static var parameters: [FaultParameter<MediaSlow>] {
    [FaultParameter("factor", .factor(\.factor), "at least 1")]
  }

  public var isOfArray: Bool { true }
  public var stopsCommands: Bool { false }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    factor >= 1 && factor.isFinite ? nil : ("factor", "expected a factor of at least 1")
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { true }

  public var words: String { "media slower by a factor of \(factor)" }
  public var beginning: String { "the media slow down" }
  public var ending: String { "the media recover" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) { levers.setMediaSlow(by: factor, true) }
  public func end(on levers: inout some FaultLevers, topology: Topology) { levers.setMediaSlow(by: factor, false) }
}

extension FaultKind where Self == MediaSlow {
  public static func mediaSlow(factor: Double) -> MediaSlow {
    var fault = MediaSlow()
    fault.factor = factor
    return fault
  }
}
