import EventEngine
import Reservations
import Sampling

/// What stays the same through a run: the judged configuration, the topology, and the constants the hot path asks for.
///
/// The one class below the command line: it is immutable, shared by all copies of a run, and so large that handing it down as a
/// struct copied some hundred bytes at every event.
public final class Plan: Sendable {  // tidy: immutable, shared by all copies of a run
  public let configuration: ModelConfiguration
  public let topology: Topology
  /// Who the simulated hosts' initiator ports are.
  let directory: NexusDirectory
  /// Blocks of one host's slice of a logical unit, in units of `alignment`.
  let slots: UInt64
  let blocksPerSlot: UInt64
  let addresses: SlotLaw
  let link: LinkTiming
  /// Between two arrivals of an open workload, in seconds; 0 for others.
  let interarrival: Distribution

  /// - Throws: `ConfigurationError` naming the key that cannot be.
  public init(_ configuration: ModelConfiguration) throws(ConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    topology = Topology(configuration)
    directory = NexusDirectory(
      topology, transport: configuration.fabric.transport, profile: configuration.array.reservations.rules.profile)
    let workload = configuration.workload
    blocksPerSlot = workload.alignment / blockSize
    slots = workload.workingSet / workload.alignment
    addresses = try SlotLaw(workload.address, slots: slots)
    link = LinkTiming(configuration.fabric)
    interarrival = try Self.interarrival(workload)
  }

  private static func interarrival(_ workload: WorkloadConfiguration) throws(ConfigurationError) -> Distribution {
    guard case .open(let rate, let process) = workload.kind else { return Distribution(.zero) }
    do {
      switch process {
      case .poisson: return try .exponential(mean: 1 / rate)
      case .deterministic: return try .constant(1 / rate)
      }
    } catch {
      throw ConfigurationError("workload.open.rate", "\(error)")
    }
  }

  /// Bytes of one logical block everywhere in the model.
  public static let blockBytes = blockSize
}

let blockSize: UInt64 = 512

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
  func transmission(bytes: UInt64) -> Duration {
    guard let bitsPerSecond else { return .zero }
    return Duration(nanoseconds: Int64((bytes * 8_000_000_000 + bitsPerSecond - 1) / bitsPerSecond))
  }
}
