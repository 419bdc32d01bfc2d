import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct UnitTests {
  @Test func unitsHaveMediaOfTheirOwn() throws {
    let initiator = try Initiator.ready(try Rig())
    for unit in 0...1 { #expect(try initiator.write(pattern(512, unit), at: 9, unit: unit).isGood) }
    for unit in 0...1 { #expect(try initiator.read(9, unit: unit) == pattern(512, unit)) }
  }

  @Test func flatAddressingFindsTheSameUnit() throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.write(pattern(512), at: 0, unit: 1).isGood)
    #expect(try initiator.read(0, unit: 0x4001) == pattern(512))
  }

  @Test func allPortsLeadToTheSameMedia() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    #expect(try a.write(pattern(512), at: 1).isGood)
    #expect(try b.read(1) == pattern(512))
  }

  /// A number too high, another bus, another addressing method.
  @Test(arguments: [2, 0x0100, 0xC101]) func whereThereIsNoUnitThreeCommandsWork(_ unit: Int) throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.execute(.testUnitReady, unit: unit).sense == .illegalRequest(0x25, 0x00))
    #expect(try initiator.write(pattern(512), at: 0, unit: unit).sense == .illegalRequest(0x25, 0x00))
    let inquiry = try initiator.execute(.inquiry(page: nil, allocationLength: 96), unit: unit, read: 96)
    #expect(inquiry.isGood && inquiry.data.first == 0x7F)
    let sense = try initiator.execute(.requestSense(descriptorFormat: false, allocationLength: 18), unit: unit, read: 18)
    #expect(sense.isGood)
    #expect(try SenseData.decode(sense.data).sense == .illegalRequest(0x25, 0x00))
    let luns = try initiator.execute(.reportLuns(selectReport: 0, allocationLength: 64), unit: unit, read: 64)
    #expect(luns.isGood)
    #expect(try ReportLunsData.decode(luns.data).luns == [0, 1 << 48])
  }

  @Test func anUnknownOperationIsRefusedAndItsDataDropped() throws {
    let initiator = try Initiator.ready(try Rig(), DataTests.unsolicited)
    let header = initiator.begin(
      cdb: [0xFF] + [UInt8](repeating: 0, count: 15), expecting: 1024, writes: true, immediate: pattern(512))
    #expect(try initiator.finish(header.initiatorTaskTag).sense == .illegalRequest(0x20, 0x00))
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  @Test func anEndlessParameterListIsRefused() throws {
    let initiator = try Initiator.ready(try Rig())
    var cdb = Command.persistentReserveOut(.init(.register)).encodedCDB()
    cdb.replaceSubrange(5..<9, with: [0x7F, 0xFF, 0xFF, 0xFF])
    let header = initiator.begin(cdb: cdb, expecting: 0x7FFF_FFFF, writes: true)
    #expect(try initiator.finish(header.initiatorTaskTag).sense == .illegalRequest(0x1A, 0x00))
  }

  @Test func requestSenseReportsWhatIsPending() throws {
    let initiator = Initiator(try Rig())
    try initiator.login()
    let request = Command.requestSense(descriptorFormat: false, allocationLength: 18)
    for expected in [Sense.unitAttention(0x29, 0x00), .none] {
      let result = try initiator.execute(request, read: 18)
      #expect(result.isGood)
      #expect(try SenseData.decode(result.data).sense == expected)
    }
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  /// CLEAR TASK SET by another nexus, with TAS as the model has it and as MODE SELECT leaves it.
  @Test(arguments: [true, false]) func theControlModePageDecidesWhatAnAbortedCommandHears(_ taskAborted: Bool) throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    if !taskAborted {
      let page = try b.execute(cdb: [0x1A, 0x08, 0x0A, 0, 0xFF, 0], read: 255).data.dropFirst(4)
      var list = [0, 0, 0, 0] + page
      list[4] &= 0x3F
      list[9] &= ~0x40
      #expect(try b.execute(cdb: [0x15, 0x10, 0, 0, UInt8(list.count), 0], write: list).isGood)
      #expect(try a.execute(.testUnitReady).sense == .unitAttention(0x2A, 0x01))
      #expect(try b.execute(.testUnitReady).isGood)
    }
    let (header, _) = try a.withhold(pattern(512), at: 0)
    #expect(try b.manage(.clearTaskSet) == .functionComplete)
    if taskAborted {
      #expect(try a.finish(header.initiatorTaskTag).status == Status.taskAborted.rawValue)
      #expect(try a.execute(.testUnitReady).isGood)
    } else {
      try a.expectNothing()
      #expect(try a.execute(.testUnitReady).sense == .unitAttention(0x2F, 0x00))
    }
  }

  @Test func reservationsHoldBetweenSessions() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    #expect(try a.reserve(.init(.register, serviceActionReservationKey: ReservationKey(0xA))).isGood)
    #expect(try a.reserve(.init(.reserve, reservationKey: ReservationKey(0xA), type: .writeExclusive)).isGood)
    let result = try b.write(pattern(512), at: 0)
    #expect(result.status == Status.reservationConflict.rawValue && result.requests.isEmpty && result.sense == nil)
    #expect(try b.read(0) == [UInt8](repeating: 0, count: 512))
    let keys = try b.execute(.persistentReserveIn(.init(.readKeys, allocationLength: 64)), read: 64)
    #expect(keys.data == [0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0xA])
    #expect(keys.residual == Residual(expected: 64, actual: 16))
  }
}

extension Initiator {
  func reserve(_ request: PersistentReserveOut, transportIDs: [TransportID] = []) throws -> CommandResult {
    let command = Command.persistentReserveOut(request)
    return try execute(
      cdb: command.encodedCDB(transportIDs: transportIDs), write: command.encodedParameterList(transportIDs: transportIDs))
  }
}
