import SCSIWire
import Testing

/// Commands that name no run of logical blocks; bytes written from SPC-4 clause 6, SBC-3 clause 5 and SPC-2 clause 7.
struct ControlCommandTests {
  /// `CommandTests` checks them in both directions.
  static let vectors: [(Command, [UInt8])] = [
    (.startStopUnit(StartStopUnit(start: true)), [0x1B, 0, 0, 0, 0x01, 0]),
    (.startStopUnit(StartStopUnit(start: false, loadEject: true, noFlush: true)), [0x1B, 0, 0, 0, 0x06, 0]),
    (
      .startStopUnit(StartStopUnit(start: false, powerCondition: 0x3, powerConditionModifier: 0x5)),
      [0x1B, 0, 0, 0x05, 0x30, 0]
    ),
    (.preventAllowMediumRemoval(prevent: 1), [0x1E, 0, 0, 0, 0x01, 0]),
    (.modeSense(ModeSense(.six, page: 0x3F, allocationLength: 255)), [0x1A, 0, 0x3F, 0, 0xFF, 0]),
    (
      .modeSense(
        ModeSense(
          .six, page: 0x0A, subpage: 1, control: .changeable, disableBlockDescriptors: true, allocationLength: 0x20)),
      [0x1A, 0x08, 0x4A, 0x01, 0x20, 0]
    ),
    (
      .modeSense(
        ModeSense(.ten, page: 0x08, control: .saved, longLBAAccepted: true, allocationLength: 0x0102)),
      [0x5A, 0x10, 0xC8, 0, 0, 0, 0, 0x01, 0x02, 0]
    ),
    (.modeSense(ModeSense(.ten, page: 0x1C, control: .standard, allocationLength: 8)), [0x5A, 0, 0x9C, 0, 0, 0, 0, 0, 8, 0]),
    (.modeSelect(ModeSelect(.six, parameterListLength: 24)), [0x15, 0x10, 0, 0, 24, 0]),
    (
      .modeSelect(ModeSelect(.ten, pageFormat: false, savePages: true, parameterListLength: 0x0102)),
      [0x55, 0x01, 0, 0, 0, 0, 0, 0x01, 0x02, 0]
    ),
    (
      .reportTargetPortGroups(extendedHeader: false, allocationLength: 0x0102_0304),
      [0xA3, 0x0A, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0]
    ),
    (.reportTargetPortGroups(extendedHeader: true, allocationLength: 4), [0xA3, 0x2A, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0]),
    (
      .reportSupportedOperationCodes(SupportedOperationCodesRequest(.all, returnTimeouts: true, allocationLength: 0x0102_0304)),
      [0xA3, 0x0C, 0x80, 0, 0, 0, 1, 2, 3, 4, 0, 0]
    ),
    (
      .reportSupportedOperationCodes(
        SupportedOperationCodesRequest(.serviceAction, operationCode: 0x9E, serviceAction: 0x0110, allocationLength: 20)),
      [0xA3, 0x0C, 0x02, 0x9E, 0x01, 0x10, 0, 0, 0, 20, 0, 0]
    ),
    (.reserve, [0x16, 0, 0, 0, 0, 0]),
    (.release, [0x17, 0, 0, 0, 0, 0]),
    (
      .persistentReserveIn(PersistentReserveIn(.reportCapabilities, allocationLength: 8)),
      [0x5E, 0x02, 0, 0, 0, 0, 0, 0, 8, 0]
    ),
    (
      .persistentReserveIn(PersistentReserveIn(.readFullStatus, allocationLength: 0xFFFF)),
      [0x5E, 0x03, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]
    ),
  ]

  @Test func `the 10-byte RESERVE and RELEASE are the same commands`() throws {
    #expect(try Command.decode(cdb: [0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == .reserve)
    #expect(try Command.decode(cdb: [0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == .release)
  }

  static let refused: [(cdb: [UInt8], field: String)] = [
    ([0x16, 0x10, 0, 0, 0, 0], "3RDPTY (obsolete)"), ([0x17, 0x01, 0, 0, 0, 0], "EXTENT (obsolete)"),
    ([0x56, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], "EXTENT (obsolete)"), ([0x57, 0x10, 0, 0, 0, 0, 0, 0, 0, 0], "3RDPTY (obsolete)"),
    ([0xA3, 0x0B, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0], "SERVICE ACTION"),
    ([0xA3, 0x4A, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0], "PARAMETER DATA FORMAT"),
    ([0xA3, 0x0C, 0x04, 0, 0, 0, 0, 0, 0, 8, 0, 0], "REPORTING OPTIONS"),
    ([0x9E, 0x00] + [UInt8](repeating: 0, count: 14), "SERVICE ACTION"),
  ]

  @Test(arguments: refused)
  func `what no unit here offers is 24h 00h at its field`(cdb: [UInt8], field: String) {
    let error = decodingError(cdb: cdb)
    #expect(error?.sense == .invalidFieldInCDB)
    #expect(error?.field == field)
  }

  @Test func `the 6-byte mode commands cap their lengths at 255`() {
    #expect(ModeSense(.six, page: 0, allocationLength: 256).allocationLength == 255)
    #expect(ModeSelect(.six, parameterListLength: 4096).parameterListLength == 255)
  }

  @Test func `a command's name is its service action's where it has one`() {
    #expect(Command.readCapacity16(allocationLength: 32).name == "READ CAPACITY(16)")
    #expect(Command.reportTargetPortGroups(extendedHeader: false, allocationLength: 0).name == "REPORT TARGET PORT GROUPS")
    #expect(Command.persistentReserveOut(PersistentReserveOut(.preempt)).name == "PREEMPT")
    #expect(Command.reserve.name == "RESERVE(6)")
    for operation in OperationCode.allCases { #expect(!operation.name.isEmpty, "\(operation)") }
  }
}
