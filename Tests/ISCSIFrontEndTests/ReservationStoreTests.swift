import Foundation
import ISCSIWire
import Reservations
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct ReservationStoreTests {
  private let image = ReservationImage(
    registrations: [
      .init(
        nexus: .init(initiatorPort: .iSCSI(name: "iqn.2026-11.org.example:a", isid: 0x8000_0000_0001), targetPort: 1),
        key: ReservationKey(.max)),
      .init(
        nexus: .init(initiatorPort: .iSCSI(name: "iqn.2026-11.org.example:b", isid: nil), targetPort: 2), key: ReservationKey(1)),
      .init(nexus: .init(initiatorPort: .fibreChannel(0x5000_0000_0000_0001), targetPort: 1), key: ReservationKey(2)),
      .init(nexus: .init(initiatorPort: .sas(7), targetPort: 1), key: ReservationKey(3)),
    ],
    holdings: [.init(type: .exclusiveAccessRegistrantsOnly, scope: 0, address: 0, holder: 2)])

  @Test func whatIsSavedIsLoadedAgain() throws {
    try Folder.with { folder in
      let store = ReservationStore(directory: folder)
      #expect(try store.load(unit: 0) == nil)
      try store.save(image, unit: 0)
      #expect(try store.load(unit: 0) == image)
      #expect(try store.load(unit: 1) == nil)
      try store.save(nil, unit: 0)
      #expect(try store.load(unit: 0) == nil)
      try store.save(nil, unit: 0)
    }
  }

  @Test func anUnfinishedFileIsNotLookedAt() throws {
    try Folder.with { folder in
      let store = ReservationStore(directory: folder)
      try store.save(image, unit: 0)
      try Data("{ \"vers".utf8).write(to: URL(fileURLWithPath: folder + "/reservations-0.json.new"))
      #expect(try store.load(unit: 0) == image)
      try store.save(nil, unit: 0)
      #expect(try store.load(unit: 0) == nil)
    }
  }

  @Test(arguments: [
    "", "{", "{\"version\": 2, \"registrations\": [], \"holdings\": []}",
    "{\"version\": 1, \"registrations\": [{\"iSCSIName\": \"a\", \"relativeTargetPort\": 1, \"key\": \"7\"}], \"holdings\": []}",
    "{\"version\": 1, \"registrations\": [], \"holdings\": [{\"type\": 2, \"scope\": 0, \"address\": 0}]}",
  ])
  func aDamagedFileIsAnError(_ text: String) throws {
    try Folder.with { folder in
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/reservations-0.json"))
      #expect(throws: ReservationStore.Failure.self) { try ReservationStore(directory: folder).load(unit: 0) }
      #expect(throws: ReservationStore.Failure.self) { try Rig { $0.reservationStore = ReservationStore(directory: folder) } }
    }
  }

  @Test func registrationsWithAPTPLOutliveTheTarget() throws {
    try Folder.with { folder in
      let store = ReservationStore(directory: folder)
      do {
        let initiator = try Initiator.ready(try Rig { $0.reservationStore = store })
        let key = ReservationKey(0xA)
        #expect(try initiator.reserve(.init(.register, serviceActionReservationKey: key)).isGood)
        #expect(try store.load(unit: 0) == nil)
        let persistent = PersistentReserveOut(
          .register, reservationKey: key, serviceActionReservationKey: key, activatePersistThroughPowerLoss: true)
        #expect(try initiator.reserve(persistent).isGood)
        #expect(try store.load(unit: 0)?.registrations.count == 1)
        #expect(try initiator.reserve(.init(.reserve, reservationKey: key, type: .writeExclusive)).isGood)
      }
      let rig = try Rig { $0.reservationStore = store }
      let other = try Initiator.ready(rig, name: "iqn.2026-11.org.example:b")
      #expect(try other.write(pattern(512), at: 0).status == Status.reservationConflict.rawValue)
      let same = try Initiator.ready(rig)
      #expect(try same.write(pattern(512), at: 0).isGood)
      #expect(try same.reserve(.init(.clear, reservationKey: ReservationKey(0xA))).isGood)
      #expect(try store.load(unit: 0)?.registrations.isEmpty ?? true)
    }
  }

  @Test func whatCannotBeSavedIsNotGood() throws {
    try Folder.with { folder in
      let initiator = try Initiator.ready(try Rig { $0.reservationStore = ReservationStore(directory: folder + "/missing") })
      let persistent = PersistentReserveOut(
        .register, serviceActionReservationKey: ReservationKey(1), activatePersistThroughPowerLoss: true)
      #expect(try initiator.reserve(persistent).sense == Sense(key: 4, code: 0x44, qualifier: 0))
    }
  }
}

/// A folder that is gone when the test is over.
enum Folder {
  static func with(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }
}
