import Barriers
import EventEngine
import Interconnect
import Sampling

/// What stays the same of the hosts through a run.
///
/// A class because it is handed down at every event: as a struct it would be copied. Immutable, shared by all copies of a run.
package final class HostPlan: Sendable {  // tidy: immutable, shared by all copies of a run
  let configuration: HostConfiguration
  let workload: WorkloadConfiguration
  let topology: Topology
  let barrier: BarrierMethod
  /// Others may take a host's keys: then each registration has to be proved (Docs/0008), at the price of a READ KEYS.
  let hostsMayBeRemoved: Bool
  /// Whether registrations are to survive a power loss (APTPL).
  let persistsThroughPowerLoss: Bool
  /// Write data travels with the command.
  let sendsImmediateData: Bool
  /// iSCSI; Fibre Channel otherwise.
  let isTCP: Bool
  /// Blocks of one host's slice of a logical unit, in units of `alignment`.
  package let slots: UInt64
  package let blocksPerSlot: UInt64
  let addresses: SlotLaw
  // What the workload's kind says, so that it need not be copied to be asked.
  let replays: Bool
  let rewrites: Bool
  /// Between an answer and the next I/O of its stream, in seconds; nil: at once, or not a closed loop.
  let think: Distribution?
  let isClosedLoop: Bool
  /// Of every I/O, where the law of sizes leaves no choice.
  let sameBlocksForAll: UInt32?
  /// Between two arrivals of an open workload, in seconds; 0 for others.
  let interarrival: Distribution

  /// - Throws: `ConfigurationError` naming the key that cannot be.
  package init(
    _ configuration: HostConfiguration, workload: WorkloadConfiguration, topology: Topology, barrier: BarrierMethod,
    hostsMayBeRemoved: Bool,
    persistsThroughPowerLoss: Bool, sendsImmediateData: Bool, isTCP: Bool
  ) throws(ConfigurationError) {
    self.configuration = configuration
    self.workload = workload
    self.topology = topology
    self.barrier = barrier
    self.hostsMayBeRemoved = hostsMayBeRemoved
    self.persistsThroughPowerLoss = persistsThroughPowerLoss
    self.sendsImmediateData = sendsImmediateData
    self.isTCP = isTCP
    blocksPerSlot = workload.alignment / logicalBlockBytes
    slots = workload.workingSet / workload.alignment
    addresses = try SlotLaw(workload.address, slots: slots)
    interarrival = try Self.interarrival(workload)
    switch workload.kind {
    case .closed(_, let think): (isClosedLoop, rewrites, replays, self.think) = (true, false, false, think)
    case .rewrite(_, let think): (isClosedLoop, rewrites, replays, self.think) = (true, true, false, think)
    case .open: (isClosedLoop, rewrites, replays, think) = (false, false, false, nil)
    case .trace: (isClosedLoop, rewrites, replays, think) = (false, false, true, nil)
    }
    // Quantiles never fall: what is equal at the least and the greatest draw is equal at all.
    let (least, most) = (workload.size.quantile(0x1p-53), workload.size.quantile(1 - 0x1p-53))
    sameBlocksForAll = least == most ? Self.blocks(ofBytes: least) : nil
  }

  /// Whole blocks that hold `bytes`, as many as a command can name.
  static func blocks(ofBytes bytes: Double) -> UInt32 {
    UInt32(max(1, min((bytes / Double(logicalBlockBytes)).rounded(.up), 65_535)))
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
}
