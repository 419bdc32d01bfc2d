import Reservations

/// Who is cabled to whom, as dense indices. Everything is derived from four numbers, so that a path's place in an array is
/// arithmetic and not a search.
///
/// - HBA `host * hbasPerHost + i`, on fabric `i % fabrics`
/// - target port `controller * portsPerController + p`, on fabric `p % fabrics`
/// - I_T nexus: an HBA and a target port of one fabric; those of a host are consecutive
/// - path `unit * nexusCount + nexus`; multipath device `unit * hostCount + host`
/// - link: one for each HBA, then one for each target port
public struct Topology: Sendable {
  public struct Nexus: BitwiseCopyable, Sendable {
    public var host: Int32
    public var hba: Int32
    public var port: Int32
    /// Place among the nexuses of its host = place of the path in a multipath device.
    public var ordinal: Int32
  }

  public let hostCount: Int
  public let hbasPerHost: Int
  public let portsPerController: Int
  public let portCount: Int
  public let unitCount: Int
  public let nexuses: [Nexus]
  public let nexusesPerHost: Int

  init(_ configuration: ModelConfiguration) {
    hostCount = configuration.hosts.count
    hbasPerHost = configuration.hosts.hbas
    portsPerController = configuration.array.portsPerController
    portCount = configuration.array.controllers * portsPerController
    unitCount = configuration.array.logicalUnits
    let fabrics = configuration.fabric.fabrics
    var nexuses: [Nexus] = []
    for host in 0..<hostCount {
      var ordinal: Int32 = 0
      for i in 0..<hbasPerHost {
        for port in 0..<portCount where (port % portsPerController) % fabrics == i % fabrics {
          nexuses.append(
            Nexus(host: Int32(host), hba: Int32(host * hbasPerHost + i), port: Int32(port), ordinal: ordinal))
          ordinal += 1
        }
      }
    }
    self.nexuses = nexuses
    nexusesPerHost = nexuses.count / max(hostCount, 1)
  }

  public var hbaCount: Int { hostCount * hbasPerHost }
  public var nexusCount: Int { nexuses.count }
  public var pathCount: Int { unitCount * nexusCount }
  public var deviceCount: Int { unitCount * hostCount }
  public var linkCount: Int { hbaCount + portCount }

  func path(unit: Int, nexus: Int) -> Int { unit * nexusCount + nexus }
  func path(device: Int, ordinal: Int) -> Int {
    let (unit, host) = device.quotientAndRemainder(dividingBy: hostCount)
    return unit * nexusCount + host * nexusesPerHost + ordinal
  }
  func device(unit: Int, host: Int) -> Int { unit * hostCount + host }
  func port(_ name: TargetPortName) -> Int { name.controller * portsPerController + name.port }
  func link(_ name: LinkName) -> Int {
    switch name {
    case .initiator(let host, let hba): host * hbasPerHost + hba
    case .target(let port): hbaCount + self.port(port)
    }
  }

  /// `host0.hba1 -> array.controller0.port1`, as model files and reports name a nexus.
  public func name(ofNexus nexus: Int) -> String {
    let n = nexuses[nexus]
    return "host\(n.host).hba\(Int(n.hba) % hbasPerHost) -> \(name(ofPort: Int(n.port)))"
  }
  public func name(ofPort port: Int) -> String {
    "array.controller\(port / portsPerController).port\(port % portsPerController)"
  }
}
