import EventEngine
import Interconnect
import Reservations

/// What stays the same of an array through a run.
///
/// A class because it is handed down at every event: as a struct it would be copied. Immutable, shared by all copies of a run.
package final class ArrayPlan: Sendable {  // tidy: immutable, shared by all copies of a run
  let configuration: ArrayConfiguration
  let topology: Topology
  /// The nexuses that are there from the beginning.
  package let directory: NexusDirectory
  /// Commands take effect outside the model: whoever drives the array moves the bytes and says when it has done so. Otherwise the
  /// model carries them out itself.
  let executesOutside: Bool
  /// The sessions through a port end with its eviction.
  let endsEvictedSessions: Bool

  package init(
    _ configuration: ArrayConfiguration, topology: Topology, directory: NexusDirectory, executesOutside: Bool
  ) {
    self.configuration = configuration
    self.topology = topology
    self.directory = directory
    self.executesOutside = executesOutside
    endsEvictedSessions = (configuration.evictedSessions ?? (executesOutside ? .end : .keep)) == .end
  }
}
