import SCSIWire

/// The persistent reservation table of one logical unit (FIG. 5): who is registered under which key, and who holds it reserved.
///
/// Behaviour is that of SPC-4 5.13 and 6.16. Each service action is one indivisible step: the table knows neither time nor
/// tasks, and says in `ReservationEffects` what the device server has to do besides answering.
public struct ReservationTable: Hashable, Sendable {
  /// The key of each nexus, by index; `.none` means not registered, because no one can register under 0.
  @usableFromInline var keys: [ReservationKey]

  /// The reservation, if one is held.
  public internal(set) var reservation: Reservation?

  /// PRgeneration: counts successful changes of registrations, modulo 2^32.
  public internal(set) var generation: UInt32 = 0

  /// Whether table and reservation outlive a power loss; the last successful registration from any nexus decides.
  public internal(set) var persistsThroughPowerLoss = false

  /// An empty table for nexuses `0..<nexusCount`.
  public init(nexusCount: Int) {
    keys = Array(repeating: .none, count: nexusCount)
  }

  /// Executes one PERSISTENT RESERVE OUT. `effects` is emptied first, and stays empty unless the answer is GOOD.
  public mutating func perform(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    effects.removeAll()
    guard supports(command) else { return .checkCondition(.invalidFieldInParameterList) }
    switch command.serviceAction {
    case .register: return register(command, from: nexus, effects: &effects)
    case .registerAndIgnoreExistingKey: return setKey(command, from: nexus, effects: &effects)
    default: break
    }
    // SPC-4 5.13.1: the key is verified whatever the service action and scope, before anything else is looked at.
    guard isRegistered(nexus), self[nexus] == command.reservationKey else { return .reservationConflict }
    switch command.serviceAction {
    case .reserve: return reserve(command, from: nexus)
    case .release: return release(command, from: nexus, effects: &effects)
    case .clear: return clear(from: nexus, effects: &effects)
    case .preempt: return preempt(command, from: nexus, effects: &effects)
    case .preemptAndAbort: return preemptAndAbort(command, from: nexus, effects: &effects)
    case .register, .registerAndIgnoreExistingKey: preconditionFailure("handled above")
    case .registerAndMove, .replaceLostReservation: return .checkCondition(.invalidFieldInCDB)
    }
  }

  /// SPEC_I_PT is illegal on everything but REGISTER, where this device server does not support it; ALL_TG_PT counts only
  /// when registering and is not supported either.
  private func supports(_ command: PersistentReserveOut) -> Bool {
    let registers = command.serviceAction == .register || command.serviceAction == .registerAndIgnoreExistingKey
    return !command.specifyInitiatorPorts && !(registers && command.allTargetPorts)
  }

  @inlinable subscript(nexus: NexusID) -> ReservationKey {
    get { keys[Int(nexus.index)] }
    set { keys[Int(nexus.index)] = newValue }
  }
}

/// A reservation as FIG. 5 keeps it.
public struct Reservation: BitwiseCopyable, Hashable, Sendable {
  public var type: ReservationType
  public var scope: UInt8
  /// nil for the All Registrants types, which every registered nexus holds, also those that register later.
  public var holder: NexusID?

  @inlinable public init(type: ReservationType, scope: UInt8 = 0, holder: NexusID?) {
    self.type = type
    self.scope = scope
    self.holder = holder
  }
}
