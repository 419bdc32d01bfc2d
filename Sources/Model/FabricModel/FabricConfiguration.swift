import EventEngine

/// Independent fabrics of one switch each, with a full-duplex link to every port.
public struct FabricConfiguration: Sendable {
  public var transport = Transport.fibreChannel
  public var fabrics = 2
  public var link = LinkConfiguration()
  /// Port to port through a switch: 0.3-0.8 us (QLogic 59096-04).
  public var switchLatency = Duration.nanoseconds(500)
  /// A frame older than this is dropped wherever it is. 10 s: Linux fc_fs.h. Fibre Channel only.
  public var resourceAllocationTimeout = Duration.seconds(10)
  /// A frame that waited longer than this in one hop is dropped. E_D_TOV, 2 s: Linux fc_fs.h. Fibre Channel only.
  public var holdTime = Duration.seconds(2)
  /// From the loss of an array port's link until hosts hear of it (registered state change notification).
  public var stateChangeDelay = Duration.milliseconds(100)

  public init() {}
}

/// What carries the frames: it decides whether they age.
public enum Transport: String, CaseIterable, Sendable {
  case fibreChannel = "fc"
  /// Frames have no age limit: they are retransmitted until they arrive.
  case tcp
}

/// The link between a port and its switch; all are alike.
public struct LinkConfiguration: Sendable {
  /// Bits per second; nil means that transmission takes no time.
  public var bandwidth: UInt64? = 32_000_000_000
  /// One way. 50 m of fibre at 5 ns/m.
  public var propagation = Duration.nanoseconds(250)

  public init() {}
}
