import SCSIWire

@testable import Reservations

/// What an initiator can know of a table: nexus to key, and the reservation. The rules' rows are written with it.
struct TableState: Equatable, CustomStringConvertible {
  var keys: [UInt32: UInt64]
  var held: Held?

  /// A reservation: its type, and its holder unless all registrants hold it.
  struct Held: Equatable {
    var type: UInt8
    var holder: UInt32?
  }

  init(_ keys: [UInt32: UInt64] = [:], type: UInt8? = nil, holder: UInt32? = nil) {
    self.keys = keys
    held = type.map { Held(type: $0, holder: $0 >= 7 ? nil : holder) }
  }

  init(of table: ReservationTable, nexusCount: UInt32) {
    keys = [:]
    for nexus in 0..<nexusCount { keys[nexus] = table.key(of: NexusID(nexus))?.value }
    held = table.reservation.map { Held(type: $0.type.rawValue, holder: $0.holder?.index) }
  }

  var description: String {
    let keys = keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    let held = held.map { "type \($0.type) held by \($0.holder.map(String.init) ?? "all")" } ?? "nothing held"
    return "[\(keys)] \(held)"
  }
}

/// A table of five nexuses and a command at a time.
struct Bench {
  static let nexusCount: UInt32 = 5
  var table = ReservationTable(nexusCount: Int(nexusCount))
  var effects = ReservationEffects()

  init() {}

  /// Brings a table into a state by commands alone; all registrants' types are reserved by the lowest nexus.
  init(_ state: TableState) {
    for (nexus, key) in state.keys.sorted(by: { $0.key < $1.key }) {
      precondition(send(.register, from: nexus, newKey: key) == .good)
    }
    if let held = state.held, let holder = held.holder ?? state.keys.keys.min() {
      precondition(send(.reserve, from: holder, key: state.keys[holder]!, type: held.type) == .good)
    }
    precondition(self.state == state)
  }

  var state: TableState { TableState(of: table, nexusCount: Self.nexusCount) }

  /// Nexus to the unit attentions it got from the last command.
  var attentions: [UInt32: [UnitAttention]] {
    Dictionary(grouping: effects.attentions, by: \.nexus.index).mapValues { $0.map(\.attention) }
  }

  mutating func send(
    _ action: ReserveOutServiceAction, from nexus: UInt32, key: UInt64 = 0, newKey: UInt64 = 0, type: UInt8 = 0,
    scope: UInt8 = 0
  ) -> Completion {
    send(out(action, key: key, newKey: newKey, type: type, scope: scope), from: nexus)
  }

  mutating func send(_ command: PersistentReserveOut, from nexus: UInt32) -> Completion {
    table.perform(command, from: NexusID(nexus), effects: &effects)
  }
}

/// A PERSISTENT RESERVE OUT in plain numbers.
func out(
  _ action: ReserveOutServiceAction, key: UInt64 = 0, newKey: UInt64 = 0, type: UInt8 = 0, scope: UInt8 = 0
) -> PersistentReserveOut {
  var command = PersistentReserveOut(
    action, reservationKey: ReservationKey(key), serviceActionReservationKey: ReservationKey(newKey), scope: scope)
  command.type = type
  return command
}

extension ReservationTable {
  /// The next change of registrations wraps PRgeneration to 0.
  mutating func wrapGenerationSoon() { generation = .max }
}
