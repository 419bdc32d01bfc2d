import SCSIWire

/// The persistent reservation table of one logical unit (FIG. 5): who is registered under which key, and who holds it reserved.
///
/// Behaviour is that of SPC-4 5.13 and 6.16, or of SPC-2. Each service action is one indivisible step: the table knows neither
/// time nor tasks, and says in `ReservationEffects` what the device server has to do besides answering.
public struct ReservationTable: Hashable, Sendable {
  /// The key of each nexus, by index; 0 means not registered, because no one can register under 0. A nexus with an index beyond
  /// the end is not registered either.
  @usableFromInline var keys: [ReservationKey]

  /// The number of registered nexuses.
  public internal(set) var registrantCount = 0

  /// The reservation of the logical unit, if one is held.
  public internal(set) var reservation: Reservation?

  /// SPC-2: the reservations of elements, by ascending address, at most one each.
  public internal(set) var elementReservations: [Reservation] = []

  /// PRgeneration: counts successful changes of registrations, modulo 2^32.
  public internal(set) var generation: UInt32 = 0

  /// Whether table and reservation outlive a power loss; the last successful registration from any nexus decides.
  public internal(set) var persistsThroughPowerLoss = false

  /// What should have outlived a power loss is lost: only REPLACE LOST RESERVATION is accepted.
  public internal(set) var isLost = false

  public let rules: ReservationRules

  /// An empty table with room for nexuses `0..<nexusCount`; it grows when others register.
  public init(nexusCount: Int = 0, rules: ReservationRules = ReservationRules()) {
    keys = Array(repeating: ReservationKey(0), count: nexusCount)
    self.rules = rules
  }

  /// Executes one PERSISTENT RESERVE OUT. `named` is what `NexusDirectory.nexuses(namedBy:transportIDs:from:)` says about it.
  /// `effects` is emptied first, and stays empty unless the answer is GOOD.
  public mutating func perform(
    _ command: PersistentReserveOut, naming named: [NexusID]? = [], from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    effects.removeAll()
    if let refusal = refusal(ofForm: command) { return refusal }
    switch command.serviceAction {
    case .register: return register(command, naming: named, from: nexus, effects: &effects)
    case .registerAndIgnoreExistingKey: return setKey(command, naming: named ?? [], from: nexus, effects: &effects)
    case .replaceLostReservation: return replaceLost(command, from: nexus)
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
    case .registerAndMove: return move(command, to: named?.first, from: nexus)
    case .register, .registerAndIgnoreExistingKey, .replaceLostReservation: preconditionFailure("handled above")
    }
  }

  /// What is wrong whatever the state. SPEC_I_PT is for REGISTER only, ALL_TG_PT counts only when registering. SPC-2 has neither:
  /// the bits are reserved there, and obeying half of a command would mislead its sender.
  private func refusal(ofForm command: PersistentReserveOut) -> Completion? {
    let action = command.serviceAction
    if rules.dialect == .spc2 {
      if action == .registerAndMove || action == .replaceLostReservation { return .checkCondition(.invalidFieldInCDB) }
      let registers = action == .register || action == .registerAndIgnoreExistingKey
      if command.specifyInitiatorPorts || registers && command.allTargetPorts {
        return .checkCondition(.invalidFieldInParameterList)
      }
    }
    if command.specifyInitiatorPorts && action != .register { return .checkCondition(.invalidFieldInParameterList) }
    if isLost && action != .replaceLostReservation { return .checkCondition(.persistentReservationInformationLost) }
    return nil
  }

  /// Index-checked: sessions may begin after the table was made.
  @usableFromInline subscript(nexus: NexusID) -> ReservationKey {
    @inlinable get { Int(nexus.index) < keys.count ? keys[Int(nexus.index)] : ReservationKey(0) }
    set {
      let index = Int(nexus.index)
      if index >= keys.count {
        guard newValue.value != 0 else { return }
        keys.append(contentsOf: repeatElement(ReservationKey(0), count: index + 1 - keys.count))
      }
      registrantCount += (newValue.value == 0 ? 0 : 1) - (keys[index].value == 0 ? 0 : 1)
      keys[index] = newValue
    }
  }
}

extension Sense {
  /// 55/04.
  static var insufficientRegistrationResources: Sense { .illegalRequest(0x55, 0x04) }
  /// DATA PROTECT, 44/01.
  static var persistentReservationInformationLost: Sense { Sense(key: 7, code: 0x44, qualifier: 0x01) }
}
