/// The operation codes that decode to a `Command` (SPC-4 annex E, SBC-3 table 13).
public enum OperationCode: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case testUnitReady = 0x00
  case requestSense = 0x03
  case read6 = 0x08
  case write6 = 0x0A
  case inquiry = 0x12
  case modeSelect6 = 0x15
  case reserve6 = 0x16
  case release6 = 0x17
  case modeSense6 = 0x1A
  case startStopUnit = 0x1B
  case preventAllowMediumRemoval = 0x1E
  case readCapacity10 = 0x25
  case read10 = 0x28
  case write10 = 0x2A
  case writeAndVerify10 = 0x2E
  case verify10 = 0x2F
  case prefetch10 = 0x34
  case synchronizeCache10 = 0x35
  case writeSame10 = 0x41
  case unmap = 0x42
  case modeSelect10 = 0x55
  case reserve10 = 0x56
  case release10 = 0x57
  case modeSense10 = 0x5A
  case persistentReserveIn = 0x5E
  case persistentReserveOut = 0x5F
  case read16 = 0x88
  case compareAndWrite = 0x89
  case write16 = 0x8A
  case orWrite16 = 0x8B
  case writeAndVerify16 = 0x8E
  case verify16 = 0x8F
  case prefetch16 = 0x90
  case synchronizeCache16 = 0x91
  case writeSame16 = 0x93
  /// SERVICE ACTION IN(16): READ CAPACITY(16) and GET LBA STATUS.
  case serviceActionIn16 = 0x9E
  case reportLuns = 0xA0
  /// MAINTENANCE IN: REPORT TARGET PORT GROUPS and REPORT SUPPORTED OPERATION CODES.
  case maintenanceIn = 0xA3
  case read12 = 0xA8
  case write12 = 0xAA
  case writeAndVerify12 = 0xAE
  case verify12 = 0xAF

  /// Length of the CDB in bytes; the group code, the top three bits, fixes it (SPC-4 4.2.5.1).
  public var cdbLength: Int {
    switch rawValue >> 5 {
    case 0: 6
    case 1, 2: 10
    case 5: 12
    default: 16
    }
  }

  /// The codes of the service actions that decode, in order; empty where the CDB has none.
  public var serviceActions: [UInt8] {
    switch self {
    case .persistentReserveIn: ReserveInServiceAction.allCases.map(\.rawValue)
    case .persistentReserveOut: ReserveOutServiceAction.allCases.map(\.rawValue)
    case .serviceActionIn16: [ServiceAction.readCapacity16, ServiceAction.getLBAStatus]
    case .maintenanceIn: [ServiceAction.reportTargetPortGroups, ServiceAction.reportSupportedOperationCodes]
    default: []
    }
  }
}

/// Service actions that are commands of their own.
enum ServiceAction {
  static let readCapacity16: UInt8 = 0x10
  static let getLBAStatus: UInt8 = 0x12
  static let reportTargetPortGroups: UInt8 = 0x0A
  static let reportSupportedOperationCodes: UInt8 = 0x0C
}
