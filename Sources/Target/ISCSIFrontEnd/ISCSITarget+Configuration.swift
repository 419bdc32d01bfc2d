import BlockDevice
import ConsistencyOracle
import EventEngine
import ISCSIWire
import Logging
import StorageModel

extension ISCSITarget {
  /// How the target is reached, by whom, and what is behind it.
  public struct Configuration: Sendable {
    /// Address to listen on.
    public var host = "127.0.0.1"
    /// TCP port of the first target port; the others follow. 0: the system chooses each.
    public var basePort = 0
    /// Where initiators are sent that ask for the target's addresses; nil: to the address that they have come to.
    public var advertised: AdvertisedAddress?
    /// What takes commands while the target serves; nil: nothing does.
    public var control: ControlSocket?
    /// iSCSI name of the target node.
    public var targetName: String
    /// What initiators prove themselves with; nil: they need not.
    public var chap: CHAPCredentials?
    /// What the target proves itself with to an initiator that asks.
    public var mutualCHAP: CHAPCredentials?
    /// The logical units, as many as the array has.
    public var disks: [LogicalDisk]
    /// Where APTPL's state is kept; nil: it ends with the process.
    public var reservationStore: ReservationStore?
    /// Commands of one session that may be outstanding.
    public var queueDepth = 128
    /// Connections at one time; more are closed as they come.
    public var connectionsMax = 256
    /// Silence after which an initiator is asked for a sign of life, and given up after as much again.
    public var idleTime = Duration.seconds(30)
    public var logger: Logger
    /// Sees every PDU, on the target's event loop.
    public var observer: (@Sendable (ObservedPDU) -> Void)?
    /// Hears of each stale write, stale read and barrier violation when it happens, on the target's event loop.
    public var violationObserver: (@Sendable (Violation, LiveArray) -> Void)?

    public init(targetName: String, disks: [LogicalDisk], logger: Logger = Logger(label: "iscsi")) {
      self.targetName = targetName
      self.disks = disks
      self.logger = logger
    }
  }

  /// How the target is reached from where its own addresses mean nothing.
  public struct AdvertisedAddress: Sendable, Hashable {
    public var host: String
    /// TCP port of the first target port; the others follow. nil: the ports on which the target listens.
    public var basePort: UInt16?

    public init(host: String, basePort: UInt16? = nil) { (self.host, self.basePort) = (host, basePort) }
  }

  /// A PDU that arrived or was sent.
  public struct ObservedPDU: Sendable {
    /// As the target sees it.
    public enum Direction: Sendable {
      case received, sent
    }

    /// Of the array's time.
    public var instant: Instant
    /// Names the connection as long as the target runs.
    public var connection: Int
    /// Index of the target port.
    public var port: Int
    public var direction: Direction
    public var pdu: PDU
  }
}
