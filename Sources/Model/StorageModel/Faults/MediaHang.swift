/// Servers of the media take a command and never end it. What they have taken waits until they work again, or is discarded when
/// the array gives them up because an abort of it is not confirmed in time, as it does with a port; the other servers go on.
public struct MediaHang: FaultKind {
  public var servers = 1

  public init() {}

  public static let name = "media_hang"
  public static let summary =
    "servers of the media take a command and do not end it, until the array gives them up; the others go on"
  public static var parameters: [FaultParameter<MediaHang>] {
    [FaultParameter("servers", .count(\.servers), isRequired: false, "how many of array.media.servers hang")]
  }

  public var isOfArray: Bool { true }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    if servers > model.array.media.servers { return "hangs more servers than array.media.servers: all hang" }
    return model.staysUnnoticed(seconds, holdsChecker: false)
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { true }

  public var words: String { servers == 1 ? "a server of the media hangs" : "\(servers) servers of the media hang" }
  public var beginning: String { words }
  public var ending: String { servers == 1 ? "the server works again" : "the servers work again" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setMediaHung(servers: servers, true)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setMediaHung(servers: servers, false)
  }
}

extension FaultKind where Self == MediaHang {
  public static func mediaHang(servers: Int) -> MediaHang {
    var fault = MediaHang()
    fault.servers = servers
    return fault
  }
}
