import EventEngine
import Reservations
import SCSIWire

/// What a reservation costs each READ and WRITE, and a PREEMPT, by the number of registrations.
///
/// One nexus is asked again and again: what is measured is the check, not the cache that thousands of hosts would fill.
enum ReservationBench {
  static func measure(quick: Bool) -> [BenchRow] {
    let counts = [1, 100, 10_000]
    let checks = quick ? 1_000 : 20_000_000
    var timings = [[Timing]](repeating: [], count: counts.count)
    var units = counts.map(reserved)
    // In turns, so that what else the machine does meets all alike.
    for _ in 0..<5 {
      for place in counts.indices { timings[place].append(check(&units[place], registrants: counts[place], times: checks)) }
    }
    let few = timings[0].map(\.nanosecondsPerEvent)
    let rows = counts.indices.map { place in
      var measurement = BenchRow("reservation_check", timings[place].typical)
      measurement.registrations = counts[place]
      measurement.ratioToOneRegistration = zip(timings[place].map(\.nanosecondsPerEvent), few).map { $0 / $1 }.median
      return measurement
    }
    return rows + counts.map { preempt(registrants: max($0, 2), batch: quick ? 3 : max(20, 20_000 / $0)) }
  }

  /// Write Exclusive - Registrants Only; every nexus is registered with a key of its own, the first holds the reservation.
  private static func reserved(registrants: Int) -> LogicalUnitAccess {
    var unit = LogicalUnitAccess(nexusCount: registrants)
    var effects = ReservationEffects()
    for index in 0..<registrants { register(index, of: &unit, effects: &effects) }
    let reserve = PersistentReserveOut(.reserve, reservationKey: key(0), type: .writeExclusiveRegistrantsOnly)
    precondition(unit.perform(reserve, from: NexusID(0), effects: &effects) == .good)
    return unit
  }

  private static func key(_ index: Int) -> ReservationKey { ReservationKey(UInt64(index) + 1) }

  private static func register(_ index: Int, of unit: inout LogicalUnitAccess, effects: inout ReservationEffects) {
    let register = PersistentReserveOut(.registerAndIgnoreExistingKey, serviceActionReservationKey: key(index))
    precondition(unit.perform(register, from: NexusID(UInt32(index)), effects: &effects) == .good)
  }

  /// The check of a WRITE that may pass, from the nexus that registered last.
  private static func check(_ unit: inout LogicalUnitAccess, registrants: Int, times: Int) -> Timing {
    let nexus = NexusID(UInt32(registrants - 1))
    var refused = 0
    let timing = Timing(events: times) {
      for address in 0..<UInt64(times) {
        let write = Command.write(LogicalBlocks(address: address, count: 8))
        if unit.refusal(of: write, from: nexus) != nil { refused += 1 }
      }
    }
    precondition(refused == 0)
    return timing
  }

  /// PREEMPT of one registrant by the holder, once on each of many units. The victims register again outside the time taken,
  /// which also makes every unit the owner of its memory.
  private static func preempt(registrants: Int, batch: Int) -> BenchRow {
    var units = Array(repeating: reserved(registrants: registrants), count: batch)
    var effects = ReservationEffects()
    let victim = registrants - 1
    let preempt = PersistentReserveOut(
      .preempt, reservationKey: key(0), serviceActionReservationKey: key(victim), type: .writeExclusiveRegistrantsOnly)
    var timings: [Timing] = []
    for _ in 0..<5 {
      for place in units.indices {
        _ = units[place].refusal(of: .testUnitReady, from: NexusID(UInt32(victim)))
        register(victim, of: &units[place], effects: &effects)
      }
      timings.append(
        Timing(events: batch) {
          for place in units.indices { precondition(units[place].perform(preempt, from: NexusID(0), effects: &effects) == .good) }
        })
    }
    var measurement = BenchRow("preempt", timings.typical)
    measurement.registrations = registrants
    measurement.eventsPerSecond = nil
    return measurement
  }
}
