/// The operation codes that decode to a `Command` (SPC-4 annex E, SBC-3 table 13).
public enum OperationCode: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case testUnitReady = 0x00
  case requestSense = 0x03
  case read6 = 0x08
  case write6 = 0x0A
  case inquiry = 0x12
  case readCapacity10 = 0x25
  case read10 = 0x28
  case write10 = 0x2A
  case synchronizeCache10 = 0x35
  case persistentReserveIn = 0x5E
  case persistentReserveOut = 0x5F
  case read16 = 0x88
  case write16 = 0x8A
  case synchronizeCache16 = 0x91
  /// SERVICE ACTION IN(16); only READ CAPACITY(16) is decoded.
  case serviceActionIn16 = 0x9E
  case reportLuns = 0xA0

  /// Length of the CDB in bytes; the group code, the top three bits, fixes it (SPC-4 4.2.5.1).
  public var cdbLength: Int {
    switch rawValue >> 5 {
    case 0: 6
    case 1, 2: 10
    case 5: 12
    default: 16
    }
  }
}
