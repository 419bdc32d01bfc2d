import Reservations
import SCSIWire
import Testing

/// SPC-4 table 65 and SBC-4 table 13, row by row.
@Suite struct AccessTests {
  enum Party: String, CaseIterable { case holder, registered, unregistered }

  struct Row: CustomStringConvertible {
    var type: ReservationType
    var party: Party
    /// Which of always, read-like, write-like are allowed.
    var allowed: Set<AccessClass>
    var description: String { "\(type) from \(party)" }
  }

  static let all: Set<AccessClass> = [.always, .readLike, .writeLike]
  static let reads: Set<AccessClass> = [.always, .readLike]
  static let nothing: Set<AccessClass> = [.always]

  static let rows: [Row] = [
    Row(type: .writeExclusive, party: .holder, allowed: all),
    Row(type: .writeExclusive, party: .registered, allowed: reads),
    Row(type: .writeExclusive, party: .unregistered, allowed: reads),
    Row(type: .exclusiveAccess, party: .holder, allowed: all),
    Row(type: .exclusiveAccess, party: .registered, allowed: nothing),
    Row(type: .exclusiveAccess, party: .unregistered, allowed: nothing),
    Row(type: .writeExclusiveRegistrantsOnly, party: .holder, allowed: all),
    Row(type: .writeExclusiveRegistrantsOnly, party: .registered, allowed: all),
    Row(type: .writeExclusiveRegistrantsOnly, party: .unregistered, allowed: reads),
    Row(type: .exclusiveAccessRegistrantsOnly, party: .holder, allowed: all),
    Row(type: .exclusiveAccessRegistrantsOnly, party: .registered, allowed: all),
    Row(type: .exclusiveAccessRegistrantsOnly, party: .unregistered, allowed: nothing),
    Row(type: .writeExclusiveAllRegistrants, party: .holder, allowed: all),
    Row(type: .writeExclusiveAllRegistrants, party: .registered, allowed: all),
    Row(type: .writeExclusiveAllRegistrants, party: .unregistered, allowed: reads),
    Row(type: .exclusiveAccessAllRegistrants, party: .holder, allowed: all),
    Row(type: .exclusiveAccessAllRegistrants, party: .registered, allowed: all),
    Row(type: .exclusiveAccessAllRegistrants, party: .unregistered, allowed: nothing),
  ]

  @Test("Each type admits exactly the commands of its row", arguments: rows)
  func row(_ row: Row) {
    let bench = Bench(TableState([0: 0xA, 1: 0xB], type: row.type.rawValue, holder: 0))
    let nexus = NexusID(row.party == .holder ? 0 : row.party == .registered ? 1 : 2)
    for access in AccessClass.allCases {
      #expect(bench.table.permits(access, from: nexus) == row.allowed.contains(access), "\(access)")
    }
  }

  @Test("Without a reservation everybody may do everything, registered or not")
  func nothingHeld() {
    let bench = Bench(TableState([0: 0xA]))
    for access in AccessClass.allCases {
      #expect(bench.table.permits(access, from: NexusID(0)))
      #expect(bench.table.permits(access, from: NexusID(1)))
    }
  }

  @Test("A nexus that registers under a registrants-only reservation gains access, and loses it when it unregisters")
  func registeringGivesAccess() {
    var bench = Bench(TableState([0: 0xA], type: 5, holder: 0))
    #expect(!bench.table.permits(.writeLike, from: NexusID(1)))
    #expect(bench.send(.register, from: 1, newKey: 0xB) == .good)
    #expect(bench.table.permits(.writeLike, from: NexusID(1)))
    #expect(bench.send(.register, from: 1, key: 0xB) == .good)
    #expect(!bench.table.permits(.writeLike, from: NexusID(1)))
  }

  @Test("Commands fall into the classes of the standard's tables")
  func classes() {
    let blocks = LogicalBlocks(address: 0, count: 1)
    #expect(AccessClass(of: .testUnitReady) == .always)
    #expect(AccessClass(of: .inquiry(page: nil, allocationLength: 96)) == .always)
    #expect(AccessClass(of: .readCapacity10) == .always)
    #expect(AccessClass(of: .persistentReserveIn(PersistentReserveIn(.readKeys, allocationLength: 8))) == .always)
    #expect(AccessClass(of: .read(blocks)) == .readLike)
    #expect(AccessClass(of: .write(blocks)) == .writeLike)
    #expect(AccessClass(of: .synchronizeCache(blocks)) == .writeLike)
  }
}
