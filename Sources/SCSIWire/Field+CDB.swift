/// Where the fields of the CDBs lie (SPC-4 6, SBC-3 5).
enum CDBField {
  static let operationCode = Field("OPERATION CODE", 0) { operationName(UInt8($0)) }

  // REQUEST SENSE
  static let descriptorFormat = Field("DESC", 1, bits: 0...0)
  static let requestSenseAllocationLength = Field("ALLOCATION LENGTH", 4)
  // INQUIRY
  static let commandSupportData = Field("CMDDT (obsolete)", 1, bits: 1...1)
  static let enableVitalProductData = Field("EVPD", 1, bits: 0...0)
  static let pageCode = Field("PAGE CODE", 2)
  static let inquiryAllocationLength = Field("ALLOCATION LENGTH", 3...4)
  // REPORT LUNS
  static let selectReport = Field("SELECT REPORT", 2)
  static let reportLunsAllocationLength = Field("ALLOCATION LENGTH", 6...9)
  // READ CAPACITY(16)
  static let serviceAction = Field("SERVICE ACTION", 1, bits: 0...4) { $0 == readCapacity16 ? "READ CAPACITY(16)" : nil }
  static let readCapacity16AllocationLength = Field("ALLOCATION LENGTH", 10...13)
  static let readCapacity16: UInt64 = 0x10
  // READ and WRITE
  static let readProtect = Field("RDPROTECT", 1, bits: 5...7)
  static let writeProtect = Field("WRPROTECT", 1, bits: 5...7)
  static let caching = [Field("DPO", 1, bits: 4...4), Field("FUA", 1, bits: 3...3)]
  // SYNCHRONIZE CACHE
  static let immediate = Field("IMMED", 1, bits: 1...1)

  // PERSISTENT RESERVE IN, FIG. 4C
  static let reserveInServiceAction = Field("SERVICE ACTION", 1, bits: 0...4) { reserveInName(UInt8($0)) }
  static let reserveInAllocationLength = Field("ALLOCATION LENGTH", 7...8)
  // PERSISTENT RESERVE OUT, FIG. 4A. SPC-2 has the length in bytes 7 and 8 only; 5 and 6 were reserved, so zero.
  static let reserveOutServiceAction = Field("SERVICE ACTION", 1, bits: 0...4) { reserveOutName(UInt8($0)) }
  static let scope = Field("SCOPE", 2, bits: 4...7) { scopeName(UInt8($0)) }
  static let type = Field("TYPE", 2, bits: 0...3) { reservationTypeName(UInt8($0)) }
  static let parameterListLength = Field("PARAMETER LIST LENGTH", 5...8)
}

extension OperationCode {
  /// Where a command on logical blocks has its address and its number of blocks: the CDB's length decides.
  var blockFields: (address: Field, count: Field) {
    let isCacheCommand = self == .synchronizeCache10 || self == .synchronizeCache16
    let countName = isCacheCommand ? "NUMBER OF LOGICAL BLOCKS" : "TRANSFER LENGTH"
    return switch cdbLength {
    case 6: (Field("LOGICAL BLOCK ADDRESS", 1...3, bits: 0...20), Field(countName, 4))
    case 10: (Field("LOGICAL BLOCK ADDRESS", 2...5), Field(countName, 7...8))
    default: (Field("LOGICAL BLOCK ADDRESS", 2...9), Field(countName, 10...13))
    }
  }

  /// Every field of the CDB that has a name, in order.
  var fields: [Field] {
    [CDBField.operationCode] + parameterFields + [Field("CONTROL", cdbLength - 1)]
  }

  private var parameterFields: [Field] {
    switch self {
    case .testUnitReady: []
    case .requestSense: [CDBField.descriptorFormat, CDBField.requestSenseAllocationLength]
    case .inquiry:
      [
        CDBField.commandSupportData, CDBField.enableVitalProductData, CDBField.pageCode, CDBField.inquiryAllocationLength,
      ]
    case .reportLuns: [CDBField.selectReport, CDBField.reportLunsAllocationLength]
    case .readCapacity10: [Field("LOGICAL BLOCK ADDRESS (obsolete)", 2...5), Field("PMI (obsolete)", 8, bits: 0...0)]
    case .serviceActionIn16:
      [
        CDBField.serviceAction, Field("LOGICAL BLOCK ADDRESS (obsolete)", 2...9), CDBField.readCapacity16AllocationLength,
        Field("PMI (obsolete)", 14, bits: 0...0),
      ]
    case .read6, .write6: [blockFields.address, blockFields.count]
    case .read10, .read16: transferFields([CDBField.readProtect] + CDBField.caching)
    case .write10, .write16: transferFields([CDBField.writeProtect] + CDBField.caching)
    case .synchronizeCache10, .synchronizeCache16: transferFields([CDBField.immediate])
    case .persistentReserveIn: [CDBField.reserveInServiceAction, CDBField.reserveInAllocationLength]
    case .persistentReserveOut:
      [CDBField.reserveOutServiceAction, CDBField.scope, CDBField.type, CDBField.parameterListLength]
    }
  }

  private func transferFields(_ flags: [Field]) -> [Field] {
    let group = Field("GROUP NUMBER", cdbLength == 10 ? 6 : 14, bits: 0...4)
    let (address, count) = blockFields
    return flags + [address] + (cdbLength == 10 ? [group, count] : [count, group])
  }
}
