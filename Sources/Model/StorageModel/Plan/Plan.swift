import ArrayModel
import EventEngine
import FabricModel
import HostModel
import Interconnect
import Reservations

/// What stays the same through a run: the judged configuration, the topology, and the plans of the parts.
///
/// A class, as the plans of the parts are: immutable, shared by all copies of a run, and so large that handing it down as a
/// struct copied some hundred bytes at every event.
public final class Plan: Sendable {  // tidy: immutable, shared by all copies of a run
  public let configuration: ModelConfiguration
  public let topology: Topology
  let fabric: FabricPlan
  package let hosts: HostPlan
  let array: ArrayPlan
  /// Where the frames of each nexus go in and out.
  let routes: [Route]
  let hbaLatency: Duration

  /// - Throws: `ConfigurationError` naming the key that cannot be.
  public convenience init(_ configuration: ModelConfiguration) throws(ConfigurationError) {
    try self.init(configuration, executesOutside: false)
  }

  /// - Parameter executesOutside: see `ArrayPlan`.
  init(_ configuration: ModelConfiguration, executesOutside: Bool) throws(ConfigurationError) {
    try configuration.validate()
    let topology = Topology(configuration)
    self.configuration = configuration
    self.topology = topology
    fabric = FabricPlan(configuration.fabric, topology: topology, targetPortLatency: configuration.array.portLatency)
    hosts = try HostPlan(
      configuration.hosts, workload: configuration.workload, topology: topology, barrier: configuration.barrier,
      hostsMayBeRemoved: configuration.faults.contains { $0.kind.removesHosts },
      persistsThroughPowerLoss: configuration.array.reservations.persistThroughPowerLoss,
      sendsImmediateData: configuration.array.transfer == .immediate, isTCP: configuration.fabric.transport == .tcp)
    let directory = NexusDirectory(
      topology, transport: configuration.fabric.transport, profile: configuration.array.reservations.rules.profile)
    array = ArrayPlan(configuration.array, topology: topology, directory: directory, executesOutside: executesOutside)
    routes = topology.nexuses.map {
      Route(hba: $0.hba, targetPort: Int32(topology.fabricPort(ofTarget: Int($0.port))))
    }
    hbaLatency = configuration.hosts.hbaLatency
  }

  /// The same model with an array whose commands take effect outside.
  func executingOutside() throws(ConfigurationError) -> Plan { try Plan(configuration, executesOutside: true) }

  /// Bytes of one logical block everywhere in the model.
  public static let blockBytes = logicalBlockBytes
}

/// The two fabric ports between which the frames of an I_T nexus go.
struct Route: BitwiseCopyable, Sendable {
  let hba: Int32
  let targetPort: Int32
}

extension Topology {
  init(_ configuration: ModelConfiguration) {
    self.init(
      hosts: configuration.hosts.count, hbas: configuration.hosts.hbas, controllers: configuration.array.controllers,
      ports: configuration.array.portsPerController, units: configuration.array.logicalUnits,
      fabrics: configuration.fabric.fabrics)
  }
}
