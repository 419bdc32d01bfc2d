/// Who is cabled to whom, as dense indices. Everything is derived from a few numbers, so that a path's place in an array is
/// arithmetic and not a search.
///
/// - HBA `host * hbasPerHost + i`, on fabric `i % fabrics`
/// - target port `controller * portsPerController + p`, on fabric `p % fabrics`
/// - I_T nexus: an HBA and a target port of one fabric; those of a host are consecutive
/// - path `unit * nexusCount + nexus`; multipath device `unit * hostCount + host`
/// - link: one for each HBA, then one for each target port
public struct Topology: Sendable {
  /// An I_T nexus: an initiator port and a target port that can reach each other.
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
  /// Independent fabrics, of one switch each.
  public let fabrics: Int

  /// - Parameters:
  ///   - hosts: each with `hbas` initiator ports; HBA i is on fabric i modulo `fabrics`
  ///   - controllers: each with `ports` target ports; port p is on fabric p modulo `fabrics`
  ///   - units: logical units, each visible through every target port
  public init(hosts: Int, hbas: Int, controllers: Int, ports: Int, units: Int, fabrics: Int) {
    hostCount = hosts
    hbasPerHost = hbas
    portsPerController = ports
    portCount = controllers * ports
    unitCount = units
    self.fabrics = fabrics
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

  public var controllerCount: Int { portCount / max(portsPerController, 1) }

  @inline(__always) package func path(unit: Int, nexus: Int) -> Int { unit * nexusCount + nexus }
  package func path(device: Int, ordinal: Int) -> Int {
    let (unit, host) = device.quotientAndRemainder(dividingBy: hostCount)
    return unit * nexusCount + host * nexusesPerHost + ordinal
  }
  @inline(__always) package func device(unit: Int, host: Int) -> Int { unit * hostCount + host }
  package func host(ofDevice device: Int) -> Int { device % hostCount }

  // Ports of the fabric: the HBAs, then the target ports. A link has the index of the port at its end that is no switch.

  /// The fabric's name for a target port.
  @inline(__always) package func fabricPort(ofTarget port: Int) -> Int { hbaCount + port }
  /// The switch to which a port of the fabric is cabled.
  package func fabric(ofPort port: Int) -> Int {
    (port < hbaCount ? port % hbasPerHost : (port - hbaCount) % portsPerController) % fabrics
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
