import EventEngine

/// One event of the fabric: plain bytes.
@usableFromInline package struct FabricEvent: SimulationEvent {
  /// What happens, and what the operands mean for it.
  @usableFromInline package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// A frame is at its switch; extra = the directed link that brought it.
    case frameAtSwitch
    /// A frame is at the port that it is for; extra as above.
    case frameAtPort
    /// slot = the port whose link changed, generation = 1 if it is down, extra = the port that hears of it.
    case stateChangeHeard
    /// slot = serial of the broken TCP stream, extra = the port that sends again.
    case retransmission
  }

  @usableFromInline package var slot: UInt32
  @usableFromInline package var generation: UInt32
  @usableFromInline package var extra: UInt32
  @usableFromInline package let kind: Kind

  init(_ kind: Kind, _ frame: FrameID, link: Int) {
    self.kind = kind
    slot = frame.slot
    generation = frame.generation
    extra = UInt32(truncatingIfNeeded: link)
  }

  init(stateChangeOf port: Int, isDown: Bool, heardBy other: Int) {
    kind = .stateChangeHeard
    slot = UInt32(truncatingIfNeeded: port)
    generation = isDown ? 1 : 0
    extra = UInt32(truncatingIfNeeded: other)
  }

  init(retransmissionOn serial: UInt32, from port: UInt32) {
    kind = .retransmission
    slot = serial
    generation = 0
    extra = port
  }

  var frame: FrameID { FrameID(slot: slot, generation: generation) }
  var link: Int { Int(extra) }

  /// Where it takes place.
  package enum Place: Hashable, Sendable { case link(Int), port(Int) }
  package var place: Place {
    switch kind {
    case .frameAtSwitch, .frameAtPort: .link(Int(extra))
    case .stateChangeHeard, .retransmission: .port(Int(extra))
    }
  }

  /// Frames keep the order of their link; what one port hears of another keeps its order too.
  @inline(__always) package var lane: UInt64 {
    switch kind {
    case .frameAtSwitch, .frameAtPort: UInt64(extra)
    case .stateChangeHeard, .retransmission: 1 << 60 | UInt64(slot) << 24 | UInt64(extra & 0xFF_FFFF)
    }
  }

  @inlinable package var digestWords: (UInt64, UInt64) {
    (UInt64(kind.rawValue) | UInt64(slot) << 32, UInt64(generation) | UInt64(extra) << 32)
  }
}

/// What the fabric says to whoever is at its ports. A frame is named by its slot, which is free for another from then on.
package enum FabricSignal: BitwiseCopyable, Sendable {
  /// A frame is at the port that it was sent to.
  case delivered(frame: UInt32, port: UInt32)
  /// A frame is gone: lost with a link, a switch or by chance, or too old.
  case lost(frame: UInt32)
  /// A port hears that the link of a port (perhaps its own) went down or came up.
  case linkState(of: UInt32, isDown: Bool, heardBy: UInt32)
}
