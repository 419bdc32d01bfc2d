import Barriers
import StorageModel

extension Plan {
  /// Who takes part, in a few words.
  public var summary: String {
    let hosts = topology.hostCount == 1 ? "1 host" : "\(topology.hostCount) hosts"
    let paths = topology.nexusesPerHost == 1 ? "1 path" : "\(topology.nexusesPerHost) paths"
    let units = topology.unitCount == 1 ? "1 logical unit" : "\(topology.unitCount) logical units"
    let faults = configuration.faults.count == 1 ? "1 fault" : "\(configuration.faults.count) faults"
    return "\(hosts) with \(paths) to \(units), barrier \(configuration.barrier.name), \(faults)"
  }
}
