/// Command descriptor blocks and parameter lists, byte by byte from SPC-4 and SBC-3.
///
/// Written without the project's own codec on purpose: a mistake there must not cancel itself out here.
enum CDB {
  static let testUnitReady = [UInt8](repeating: 0, count: 6)

  /// Standard data. Reports no unit attention and clears none.
  static let inquiry: [UInt8] = [0x12, 0, 0, 0, 36, 0]

  static func read10(block: UInt32, count: UInt16 = 1) -> [UInt8] { [0x28, 0] + bytes(block) + [0] + bytes(count) + [0] }
  static func write10(block: UInt32, count: UInt16 = 1) -> [UInt8] { [0x2A, 0] + bytes(block) + [0] + bytes(count) + [0] }

  /// Current values of a mode page, without block descriptors.
  static func modeSense6(page: UInt8, allocationLength: UInt8) -> [UInt8] { [0x1A, 0x08, page, 0, allocationLength, 0] }
  static func modeSelect6(listLength: UInt8) -> [UInt8] { [0x15, 0x10, 0, 0, listLength, 0] }

  static func reserve6() -> [UInt8] { [0x16, 0, 0, 0, 0, 0] }
  static func release6() -> [UInt8] { [0x17, 0, 0, 0, 0, 0] }

  static func reserveIn(_ action: ReserveIn, allocationLength: UInt16 = 4096) -> [UInt8] {
    [0x5E, action.rawValue, 0, 0, 0, 0, 0] + bytes(allocationLength) + [0]
  }

  /// TYPE in the lower half of byte 2, SCOPE (0: logical unit) in the upper.
  static func reserveOut(_ action: ReserveOut, type: ReservationType?, listLength: Int) -> [UInt8] {
    [0x5F, action.rawValue, type?.rawValue ?? 0, 0, 0] + bytes(UInt32(listLength)) + [0]
  }
}

enum ReserveIn: UInt8 {
  case readKeys, readReservation, reportCapabilities, readFullStatus
}

enum ReserveOut: UInt8 {
  case register, reserve, release, clear, preempt, preemptAndAbort, registerAndIgnore, registerAndMove
}

enum ReservationType: UInt8 {
  case writeExclusive = 1
  case exclusiveAccess = 3
  case writeExclusiveRegistrantsOnly = 5
  case exclusiveAccessRegistrantsOnly = 6
  case writeExclusiveAllRegistrants = 7
  case exclusiveAccessAllRegistrants = 8
}

enum ParameterList {
  /// PERSISTENT RESERVE OUT but for REGISTER AND MOVE: 24 bytes, APTPL is bit 0 of byte 20.
  static func reserveOut(key: UInt64, actionKey: UInt64, persist: Bool = false) -> [UInt8] {
    bytes(key) + bytes(actionKey) + [0, 0, 0, 0, persist ? 1 : 0, 0, 0, 0]
  }

  /// REGISTER AND MOVE: UNREG is bit 1 of byte 17, APTPL bit 0.
  static func move(
    key: UInt64, actionKey: UInt64, unregister: Bool, targetPort: UInt16, destination: [UInt8]
  ) -> [UInt8] {
    bytes(key) + bytes(actionKey) + [0, unregister ? 2 : 0] + bytes(targetPort) + bytes(UInt32(destination.count)) + destination
  }

  /// TransportID of an iSCSI initiator port, TPID FORMAT 01b: name,i,0xISID and zeros up to a multiple of four (SPC-4 7.6.4.6).
  static func transportID(name: String, isid: UInt64) -> [UInt8] {
    let digits = String(isid, radix: 16)
    let port = name + ",i,0x" + String(repeating: "0", count: 12 - digits.count) + digits
    let text = Array(port.utf8) + [0]
    let padded = text + [UInt8](repeating: 0, count: (4 - text.count % 4) % 4)
    return [0x45, 0] + bytes(UInt16(padded.count)) + padded
  }
}

/// Big-endian, as everything in SCSI.
func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<Value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

func number<Value: FixedWidthInteger>(_ bytes: some Collection<UInt8>, as: Value.Type = Value.self) -> Value {
  bytes.reduce(0) { $0 << 8 | Value($1) }
}
