import SCSIWire

/// A second, slow and obvious device server of reservations, written from the rules alone, that the fast one is compared with.
///
/// It works on the names of ports and on plain arrays that are searched from the front; it takes commands as bytes and answers in
/// bytes. It knows which commands are pending, but not what they do: the medium is somebody else's.
public struct ReferenceUnit: Sendable {
  /// SPC-2 as in the seed; SPC-3 and SPC-4 differ from each other in nothing that is modelled here.
  public enum Dialect: Sendable { case spc2, spc4 }

  /// What differs from one logical unit to the next.
  public struct Settings: Sendable {
    public var dialect: Dialect
    /// Relative target port identifiers of the target device.
    public var targetPorts: [UInt16]
    /// SPC-2: the logical unit has elements, so that ELEMENT scope exists.
    public var hasElements: Bool
    /// TAS of the control mode page: a command aborted by another nexus ends with TASK ABORTED.
    public var reportsTaskAborted: Bool
    /// NUAR of the control extension mode page: RELEASE establishes no unit attention.
    public var releasesSilently: Bool
    /// CRH: RESERVE and RELEASE of the persistent reservation's holder are accepted and do nothing.
    public var handlesCompatibly: Bool
    /// PTPL_C.
    public var persistsThroughPowerLoss: Bool
    /// The most registrations, where there is a limit.
    public var registrationsMax: Int?

    public init(
      dialect: Dialect, targetPorts: [UInt16], hasElements: Bool = false, reportsTaskAborted: Bool = false,
      releasesSilently: Bool = false, handlesCompatibly: Bool = false, persistsThroughPowerLoss: Bool = true,
      registrationsMax: Int? = nil
    ) {
      self.dialect = dialect
      self.targetPorts = targetPorts
      self.hasElements = hasElements
      self.reportsTaskAborted = reportsTaskAborted
      self.releasesSilently = releasesSilently
      self.handlesCompatibly = handlesCompatibly
      self.persistsThroughPowerLoss = persistsThroughPowerLoss
      self.registrationsMax = registrationsMax
    }
  }

  /// An I_T nexus by name: a new ISID is another initiator port, so another nexus.
  public struct Nexus: Hashable, Sendable {
    public var initiatorPort: TransportID
    /// Relative target port identifier.
    public var targetPort: UInt16

    public init(_ initiatorPort: TransportID, _ targetPort: UInt16) {
      self.initiatorPort = initiatorPort
      self.targetPort = targetPort
    }
  }

  /// A nexus and the key under which it is registered.
  public struct Registration: Hashable, Sendable {
    public var nexus: Nexus
    public var key: UInt64
  }

  /// The reservation of the unit, if there is one: who holds it, and of which type and scope.
  public struct Reservation: Hashable, Sendable {
    /// Nil for the All Registrants types: every registrant holds those.
    public var holder: Nexus?
    public var type: UInt8
    public var scope: UInt8
    /// SPC-2: the element; 0 for the scope of the logical unit.
    public var address: UInt32

    var isAllRegistrants: Bool { type == 7 || type == 8 }
    var isRegistrantsOnly: Bool { type == 5 || type == 6 }
  }

  /// A unit attention condition that a nexus has not been told of yet.
  public struct Attention: Hashable, Sendable {
    public var nexus: Nexus
    /// ADDITIONAL SENSE CODE and its qualifier.
    public var code: UInt8
    public var qualifier: UInt8
  }

  /// A command that was received and has not ended.
  public struct PendingCommand: Hashable, Sendable {
    public var tag: UInt64
    public var nexus: Nexus
    /// Received, not begun: its conflict with reservations is not judged yet.
    public var isDormant: Bool
  }

  /// Whether what persisted through the loss of power is there.
  public enum Phase: Sendable {
    case ready
    /// After power on, until the kept reservations are read back.
    case restoring
    /// What was kept cannot be read back.
    case lost
  }

  /// What came of a command or an event.
  public struct Outcome: Hashable, Sendable {
    /// Nil: the command may go on to the medium.
    public var completion: Completion?
    /// Parameter data for the initiator.
    public var data: [UInt8] = []
    /// Commands that were aborted, by tag, in order of receipt.
    public var aborted: [UInt64] = []
    /// Those of `aborted` that end with TASK ABORTED; the others end without status.
    public var abortedWithStatus: [UInt64] = []

    public init(_ completion: Completion? = nil, data: [UInt8] = []) {
      self.completion = completion
      self.data = data
    }
  }

  public var settings: Settings
  public internal(set) var registrations: [Registration] = []
  /// At most one, but for SPC-2 units with elements.
  public internal(set) var reservations: [Reservation] = []
  public internal(set) var generation: UInt32 = 0
  /// APTPL as last set.
  public internal(set) var isPersistent = false
  /// Who holds the RESERVE of SPC-2.
  public internal(set) var legacyHolder: Nexus?
  /// Of all nexuses, in order of their establishment.
  public internal(set) var attentions: [Attention] = []
  /// Every nexus that ever logged in, or was registered by another.
  public internal(set) var knownNexuses: [Nexus] = []
  /// In order of receipt.
  public internal(set) var commands: [PendingCommand] = []
  public internal(set) var phase = Phase.ready
  /// By the rule's raw value: whether it was applied.
  public internal(set) var reached = [Bool](repeating: false, count: ReservationRule.allCases.count)
  /// Nexuses whose registration was preempted, for the rule that they may register again.
  var preemptedOnce: [Nexus] = []

  public init(_ settings: Settings) { self.settings = settings }

  mutating func apply(_ rule: ReservationRule) { reached[rule.rawValue] = true }

  func key(of nexus: Nexus) -> UInt64? { registrations.first { $0.nexus == nexus }?.key }

  func isRegistered(_ nexus: Nexus) -> Bool { key(of: nexus) != nil }

  func holds(_ nexus: Nexus, _ reservation: Reservation) -> Bool {
    reservation.isAllRegistrants ? isRegistered(nexus) : reservation.holder == nexus
  }

  /// The reservation of the whole logical unit: the only one that restricts commands on its blocks.
  var unitReservation: Reservation? { reservations.first { $0.scope == 0 } }
}

extension Completion {
  static let invalidFieldInCDB = checkCondition(Sense(key: 5, code: 0x24, qualifier: 0))
  static let invalidFieldInList = checkCondition(Sense(key: 5, code: 0x26, qualifier: 0))
  static let invalidRelease = checkCondition(Sense(key: 5, code: 0x26, qualifier: 4))
  static let listLengthError = checkCondition(Sense(key: 5, code: 0x1A, qualifier: 0))
  static let invalidOperationCode = checkCondition(Sense(key: 5, code: 0x20, qualifier: 0))
  static let insufficientRegistrationResources = checkCondition(Sense(key: 5, code: 0x55, qualifier: 4))
}
