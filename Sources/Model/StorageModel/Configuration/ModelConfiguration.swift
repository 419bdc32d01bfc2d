import Barriers
import ArrayModel
import EventEngine
import FabricModel
import HostModel
import Reservations
import Sampling

/// Everything a model file says, decoded and with units resolved, but not yet judged as a whole: `Plan` does that.
///
/// Defaults are those of the field; each field names its source. Durations are simulated time, sizes are bytes.
public struct ModelConfiguration: Sendable {
  public var name = "unnamed"
  public var hosts = HostConfiguration()
  public var fabric = FabricConfiguration()
  public var array = ArrayConfiguration()
  public var workload = WorkloadConfiguration()
  /// What is done before a write of a failed path or node is repeated or overwritten.
  public var barrier = BarrierMethod.preemptAndAbort
  public var faults: [FaultConfiguration] = []
  public var run = RunConfiguration()

  public init() {}

  /// Bytes of each logical unit.
  public var logicalUnitSize: UInt64 {
    array.logicalUnitSize ?? workload.workingSet.multipliedReportingOverflow(by: UInt64(hosts.count)).partialValue
  }
}

/// How long is simulated, what is counted of it, and in which order events of one instant run.
public struct RunConfiguration: Sendable {
  /// The instant at which the workload stops and every fault heals; the run then goes on until it is at rest.
  public var until = Duration.seconds(60)
  /// I/Os that arrive before this instant are simulated but not counted in latencies.
  public var warmUp = Duration.zero
  /// Permutes events of equal instants by seed (order lanes are kept) instead of running them in schedule order.
  public var permuteEqualInstants = false

  public init() {}
}
