import Reservations
import SCSIWire
import Testing

extension Examples {
  @Test func reservations() {
    var table = ReservationTable(nexusCount: 2)
    var effects = ReservationEffects()
    let (survivor, victim) = (NexusID(0), NexusID(1))
    let (keyA, keyB) = (ReservationKey(0xA), ReservationKey(0xB))
    for (nexus, key) in [(survivor, keyA), (victim, keyB)] {
      _ = table.perform(PersistentReserveOut(.register, serviceActionReservationKey: key), from: nexus, effects: &effects)
    }
    let answer = table.perform(
      PersistentReserveOut(
        .preemptAndAbort, reservationKey: keyA, serviceActionReservationKey: keyB, type: .writeExclusiveRegistrantsOnly),
      from: survivor, effects: &effects)

    #expect(answer == .good && table.registrantCount == 1)
    #expect(effects.aborted == [victim])
  }
}
