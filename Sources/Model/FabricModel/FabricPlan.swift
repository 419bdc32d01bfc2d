import EventEngine
import Interconnect

/// What stays the same of a fabric through a run.
///
/// A class because it is handed down at every event: as a struct it would be copied. Immutable, shared by all copies of a run.
package final class FabricPlan: Sendable {  // tidy: immutable, shared by all copies of a run
  let timing: LinkTiming
  /// By port of the fabric.
  let switchOfPort: [UInt32]
  let switchCount: Int
  /// Ports from here on belong to the array.
  let firstTargetPort: Int
  /// Links of those ports.
  var firstTargetLink: Int { LinkDirection.fromPort.link(of: firstTargetPort) }
  /// From the switch to whoever looks at a frame behind a target port.
  let toTargetPort: Duration
  let stateChangeDelay: Duration
  /// TCP sends lost frames again.
  let retransmits: Bool

  /// - Parameter targetPortLatency: what a target port needs for each frame before anybody looks at it; a pipeline, so order is
  ///   kept.
  package init(_ configuration: FabricConfiguration, topology: Topology, targetPortLatency: Duration) {
    timing = LinkTiming(configuration)
    switchOfPort = (0..<topology.hbaCount + topology.portCount).map { UInt32(topology.fabric(ofPort: $0)) }
    switchCount = topology.fabrics
    firstTargetPort = topology.hbaCount
    toTargetPort = timing.propagation + targetPortLatency
    stateChangeDelay = configuration.stateChangeDelay
    retransmits = configuration.transport == .tcp
  }

  func ports(ofSwitch index: Int) -> [Int] { switchOfPort.indices.filter { Int(switchOfPort[$0]) == index } }
}

/// How long frames take on a link.
struct LinkTiming: Sendable {
  let bitsPerSecond: UInt64?
  let propagation: Duration
  let toSwitch: Duration
  let ageMax: Duration?
  let hopMax: Duration?

  init(_ fabric: FabricConfiguration) {
    bitsPerSecond = fabric.link.bandwidth
    propagation = fabric.link.propagation
    toSwitch = fabric.link.propagation + fabric.switchLatency
    let ages = fabric.transport == .fibreChannel
    ageMax = ages ? fabric.resourceAllocationTimeout : nil
    hopMax = ages ? fabric.holdTime : nil
  }

  /// Time on the wire, rounded up to whole nanoseconds.
  @inline(__always) func transmission(bytes: UInt64) -> Duration {
    guard let bitsPerSecond else { return .zero }
    return Duration(nanoseconds: Int64((bytes * 8_000_000_000 &+ bitsPerSecond &- 1) / bitsPerSecond))
  }
}
