import EventEngine

/// One direction of a link.
///
/// A FIFO link needs no queue: a frame's arrival follows from when the last one left. Only a stalled link keeps frames.
package struct Link: Sendable {
  var busyUntil = Instant.zero
  /// How many faults hold it down or still.
  package internal(set) var downs: UInt16 = 0 { didSet { lookAtFaults() } }
  package internal(set) var stalls: UInt16 = 0 { didSet { lookAtFaults() } }
  /// Counts the times it went down.
  var incarnation: UInt32 = 0
  /// Of the faults that make it slow, and their product, which multiplies transmission times; exactly 1 without a fault.
  var slowdowns: [Double] = [] {
    didSet {
      slowdown = slowdowns.reduce(1, *)
      lookAtFaults()
    }
  }
  private(set) var slowdown = 1.0
  /// Of the faults that make it lossy, and with which probability a frame is lost to one of them.
  var lossRatios: [Double] = [] {
    didSet {
      lossRatio = lossRatios.reduce(into: 0) { $0 = 1 - (1 - $0) * (1 - $1) }
      lookAtFaults()
    }
  }
  private(set) var lossRatio = 0.0
  /// Frames put on it while it was lossy: the index of their random numbers.
  var framesAtRisk: UInt64 = 0
  /// Frames that would have arrived, then frames that would have been sent, while the link stood still.
  var heldArrivals: [HeldFrame] = []
  var heldDepartures: [HeldFrame] = []

  /// Its switch takes nothing from the port and gives it nothing, for good.
  var isDisabled = false { didSet { lookAtFaults() } }
  /// No fault is at it: the one question asked of it for each frame.
  private(set) var isClear = true

  private mutating func lookAtFaults() {
    isClear = downs == 0 && stalls == 0 && slowdown == 1 && lossRatio == 0 && !isDisabled
  }

  package var isDown: Bool { downs > 0 }
  package var isStalled: Bool { stalls > 0 }
  package var isHoldingFrames: Bool { !heldArrivals.isEmpty || !heldDepartures.isEmpty }

  struct HeldFrame: BitwiseCopyable, Sendable {
    var event: FabricEvent
    var since: Instant
  }
}

/// A port of a node, as far as the fabric is concerned.
package struct NodePort: Sendable {
  /// Since when its node stands still; nil while it works.
  var frozenAt: Instant?
  /// Frames that had not left it by then.
  var held: [FrameID] = []
}

/// A switch of one fabric.
package struct Switch: Sendable {
  package internal(set) var stalls: UInt16 = 0
  package internal(set) var downs: UInt16 = 0
  /// Frames that it got while it stood still, in order.
  var held: [Link.HeldFrame] = []
}

/// The two directions of the link of a port.
package enum LinkDirection: Int, CaseIterable, Sendable {
  case fromPort = 0
  case toPort = 1

  @inline(__always) package func link(of port: Int) -> Int { port * 2 + rawValue }
}
