import Reservations
import SCSIWire

/// The standard's text once more, as plainly as possible and sharing nothing with `ReservationTable`: dictionaries, numbers,
/// and a copy of the state to compute every answer from. Slow and obvious.
struct NaiveTable {
  var state = TableState()
  var generation: UInt32 = 0
  var aptpl = false

  /// What one command does.
  struct Result: Equatable {
    var answer: Completion
    var attentions: [UInt32: UnitAttention] = [:]
    var aborted: Set<UInt32> = []
    var preempted: [UInt32: UInt64] = [:]
  }

  private func isHolder(_ nexus: UInt32) -> Bool {
    guard let held = state.held else { return false }
    return held.type >= 7 ? state.keys[nexus] != nil : held.holder == nexus
  }

  private static let refused = Result(answer: .checkCondition(.illegalRequest(0x26, 0)))
  private static let badField = Result(answer: .checkCondition(.illegalRequest(0x24, 0)))
  private static let conflict = Result(answer: .reservationConflict)

  mutating func perform(_ command: PersistentReserveOut, from nexus: UInt32) -> Result {
    let action = command.serviceAction.rawValue
    // SPC-4 table 66 comes first.
    if action != 0 && action != 6 && state.keys[nexus] == nil { return Self.conflict }
    if action == 1 && state.held != nil && !isHolder(nexus) { return Self.conflict }
    if command.specifyInitiatorPorts && action != 0 { return Self.refused }
    let given = command.reservationKey.value
    switch action {
    case 0 where given != state.keys[nexus, default: 0]: return Self.conflict
    case 0 where command.specifyInitiatorPorts && state.keys[nexus] != nil: return Self.refused
    case 0, 6: return register(command, nexus)
    default: break
    }
    guard let mine = state.keys[nexus], mine == given else { return Self.conflict }
    let askedIsLegal = command.scope == 0 && [1, 3, 5, 6, 7, 8].contains(command.type)
    switch action {
    case 1:
      if !askedIsLegal { return Self.badField }
      guard let held = state.held else {
        state.held = .init(type: command.type, holder: command.type >= 7 ? nil : nexus)
        return Result(answer: .good)
      }
      return isHolder(nexus) && held.type == command.type ? Result(answer: .good) : Self.conflict
    case 2: return release(command, nexus)
    case 3:
      var result = Result(answer: .good)
      for other in state.keys.keys where other != nexus { result.attentions[other] = .reservationsPreempted }
      state = TableState()
      generation = generation &+ 1
      return result
    default: return preempt(command, nexus, askedIsLegal: askedIsLegal, abort: action == 5)
    }
  }

  private mutating func register(_ command: PersistentReserveOut, _ nexus: UInt32) -> Result {
    var result = Result(answer: .good)
    let key = command.serviceActionReservationKey.value
    if key == 0 && state.keys[nexus] == nil {
      generation = generation &+ 1
      return result
    }
    let wasHolder = isHolder(nexus)
    state.keys[nexus] = key == 0 ? nil : key
    if key == 0, wasHolder, let held = state.held {
      if held.type < 7 || state.keys.isEmpty { state.held = nil }
      if held.type == 5 || held.type == 6 {
        for other in state.keys.keys { result.attentions[other] = .reservationsReleased }
      }
    }
    aptpl = command.activatePersistThroughPowerLoss
    generation = generation &+ 1
    return result
  }

  private mutating func release(_ command: PersistentReserveOut, _ nexus: UInt32) -> Result {
    guard let held = state.held, isHolder(nexus) else { return Result(answer: .good) }
    if command.type != held.type || command.scope != 0 {
      return Result(answer: .checkCondition(.illegalRequest(0x26, 4)))
    }
    state.held = nil
    var result = Result(answer: .good)
    if held.type >= 5 {
      for other in state.keys.keys where other != nexus { result.attentions[other] = .reservationsReleased }
    }
    return result
  }

  private mutating func preempt(_ command: PersistentReserveOut, _ nexus: UInt32, askedIsLegal: Bool, abort: Bool) -> Result {
    let before = state
    let target = command.serviceActionReservationKey.value
    let isAllRegistrants = before.held.map { $0.type >= 7 } ?? false
    if target == 0 && !isAllRegistrants { return Self.refused }
    let matching = before.keys.filter { target == 0 || $0.value == target }
    if matching.isEmpty { return Self.conflict }
    let takesReservation = isAllRegistrants ? target == 0 : before.held.map { before.keys[$0.holder!] == target } ?? false
    if takesReservation && !askedIsLegal { return Self.badField }

    var result = Result(answer: .good)
    result.preempted = takesReservation ? matching.filter { $0.key != nexus } : matching
    state.keys = before.keys.filter { result.preempted[$0.key] == nil }
    if takesReservation {
      state.held = .init(type: command.type, holder: command.type >= 7 ? nil : nexus)
    } else if state.keys.isEmpty {
      state.held = nil
    }
    for other in before.keys.keys where other != nexus {
      if result.preempted[other] != nil {
        result.attentions[other] = .registrationsPreempted
      } else if takesReservation && command.type != before.held?.type {
        result.attentions[other] = .reservationsReleased
      }
    }
    if abort { result.aborted = Set(matching.keys) }
    generation = generation &+ 1
    return result
  }

  /// SPC-4 table 65 as a table: one row for each type, columns unregistered, registered, holder; how many of the classes
  /// always, read-like, write-like (in this order) are allowed.
  private static let allowed: [UInt8: (Int, Int, Int)] = [
    1: (2, 2, 3), 3: (1, 1, 3), 5: (2, 3, 3), 6: (1, 3, 3), 7: (2, 3, 3), 8: (1, 3, 3),
  ]

  func permits(_ access: AccessClass, from nexus: UInt32) -> Bool {
    guard let held = state.held, let row = Self.allowed[held.type] else { return true }
    let column = isHolder(nexus) ? row.2 : state.keys[nexus] != nil ? row.1 : row.0
    return Int(access.rawValue) < column
  }
}
