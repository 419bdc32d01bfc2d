/// Vocabulary of PERSISTENT RESERVE IN and OUT (SPC-4 6.15, 6.16; FIG. 4A-4C of the seed).

/// Eight bytes that a registrant chooses for its I_T nexus; 0 means "no key".
public struct ReservationKey: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt64
  @inlinable public init(_ value: UInt64) { self.value = value }
  public static let none = ReservationKey(0)
}

/// SPC-4 table 214.
public enum ReserveOutServiceAction: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case register = 0
  case reserve = 1
  case release = 2
  case clear = 3
  case preempt = 4
  case preemptAndAbort = 5
  case registerAndIgnoreExistingKey = 6
  /// SPC-3.
  case registerAndMove = 7
  /// SPC-4.
  case replaceLostReservation = 8
}

/// Service actions of PERSISTENT RESERVE IN: what is asked for.
public enum ReserveInServiceAction: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case readKeys = 0
  case readReservation = 1
  /// SPC-3.
  case reportCapabilities = 2
  /// SPC-3.
  case readFullStatus = 3
}

/// SPC-4 table 209. 0, 2 and 4 are obsolete, 9 to Fh reserved.
public enum ReservationType: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case writeExclusive = 1
  case exclusiveAccess = 3
  case writeExclusiveRegistrantsOnly = 5
  case exclusiveAccessRegistrantsOnly = 6
  case writeExclusiveAllRegistrants = 7
  case exclusiveAccessAllRegistrants = 8
}

/// A decoded PERSISTENT RESERVE OUT: CDB (FIG. 4A) and the fixed part of its parameter list (FIG. 4B) in one value. TransportIDs
/// follow that part and are decoded by themselves: who they are is for the transport to say.
///
/// `scope` and `type` are raw nibbles: the device server, not the decoder, judges them, and only for some service actions.
public struct PersistentReserveOut: BitwiseCopyable, Hashable, Sendable {
  public var serviceAction: ReserveOutServiceAction
  public var scope: UInt8
  public var type: UInt8
  public var reservationKey: ReservationKey
  public var serviceActionReservationKey: ReservationKey
  /// Obsolete since SPC-3; FIG. 4B has it.
  public var scopeSpecificAddress: UInt32
  public var activatePersistThroughPowerLoss: Bool
  public var allTargetPorts: Bool
  public var specifyInitiatorPorts: Bool
  /// UNREG of REGISTER AND MOVE: the caller's own registration goes with the move.
  public var unregister: Bool
  /// Of REGISTER AND MOVE: the target port of the nexus that receives the reservation.
  public var relativeTargetPort: UInt16

  @inlinable public init(
    _ serviceAction: ReserveOutServiceAction, reservationKey: ReservationKey = .none,
    serviceActionReservationKey: ReservationKey = .none, type: ReservationType? = nil, scope: UInt8 = 0,
    scopeSpecificAddress: UInt32 = 0, activatePersistThroughPowerLoss: Bool = false, allTargetPorts: Bool = false,
    specifyInitiatorPorts: Bool = false, unregister: Bool = false, relativeTargetPort: UInt16 = 0
  ) {
    self.serviceAction = serviceAction
    self.scope = scope
    self.type = type?.rawValue ?? 0
    self.reservationKey = reservationKey
    self.serviceActionReservationKey = serviceActionReservationKey
    self.scopeSpecificAddress = scopeSpecificAddress
    self.activatePersistThroughPowerLoss = activatePersistThroughPowerLoss
    self.allTargetPorts = allTargetPorts
    self.specifyInitiatorPorts = specifyInitiatorPorts
    self.unregister = unregister
    self.relativeTargetPort = relativeTargetPort
  }
}
