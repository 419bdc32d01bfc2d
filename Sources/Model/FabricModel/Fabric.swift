import EventEngine
import Interconnect

/// Links and switches between initiator ports and target ports: when does a frame arrive, where does it wait, when is it lost?
///
/// A frame has a source, a destination, and a size; what it carries, the fabric does not know. Every port has a
/// full-duplex link to the switch of its fabric.
///
/// Fault model. A link: down (what is on it is lost), stalled (what is on it waits, in order), slow (transmission takes longer),
/// lossy (each frame is lost with some probability). A switch: down (as all its links), stalled (what is in it waits). A port:
/// standing still with its node (what has not left it waits there and does not age). All levers count, so that faults that
/// overlap on one thing end with the last of them.
package struct Fabric: Sendable {
  package internal(set) var links: [Link]
  package internal(set) var ports: [NodePort]
  package internal(set) var switches: [Switch]
  var frames = Slab<Frame>()
  /// TCP connections that wait for a retransmission; none but after a loss.
  var brokenStreams: [BrokenStream] = []
  var streamsBroken: UInt32 = 0
  /// Frames sent so far: their order on a connection.
  var framesSent: UInt64 = 0
  let random: RandomSource
  /// Frames lost so far, those that TCP sent again among them.
  package internal(set) var framesLost: UInt64 = 0
  package var emissions = Emissions<FabricEvent, FabricSignal>()

  package init(_ plan: FabricPlan, random: RandomSource) {
    links = Array(repeating: Link(), count: plan.switchOfPort.count * 2)
    ports = Array(repeating: NodePort(), count: plan.switchOfPort.count)
    switches = Array(repeating: Switch(), count: plan.switchCount)
    self.random = random
  }

  /// Frames on their way, wherever they wait.
  package var framesInFlight: Int { frames.count }

  package mutating func handle(_ event: FabricEvent, at now: Instant, plan: FabricPlan) {
    switch event.kind {
    case .frameAtSwitch: frameReachedSwitch(event, at: now, plan: plan)
    case .frameAtPort: frameReachedPort(event, at: now, plan: plan)
    case .retransmission: retransmissionDue(event.slot, at: now, plan: plan)
    case .stateChangeHeard:
      emissions.signal(.linkState(of: event.slot, isDown: event.generation == 1, heardBy: event.extra))
    }
  }
}

/// A frame between two ports of the fabric.
struct Frame: BitwiseCopyable, Sendable {
  var source: UInt32
  var destination: UInt32
  var bytes: UInt64
  /// Its place among all frames.
  var sequence: UInt64
  /// Since when it ages.
  var sentAt: Instant
  /// When it reaches the end of the link that it is on.
  var dueAt = Instant.zero
  /// The link that it is on, and that link's incarnation when it was put on it: a frame of an earlier one is lost.
  var link: UInt32 = 0
  var incarnation: UInt32 = 0
}

typealias FrameID = SlabID<Frame>
