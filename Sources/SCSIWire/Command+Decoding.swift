extension Command {
  /// Decodes a CDB and the parameter list sent with it. Bytes beyond the CDB's own length are ignored: transports pad to 16.
  /// So are reserved bits and those that only advise or ask for less (DPO, IMMED, group number). FUA is not represented.
  ///
  /// - Throws: the first field that a device server would refuse, with the sense data it would return.
  public static func decode(cdb: [UInt8], parameterList: [UInt8] = []) throws(WireError) -> Command {
    guard let first = cdb.first else {
      throw WireError(.cdb, tooShort: cdb, expected: "an operation code", sense: .invalidFieldInCDB)
    }
    guard let operation = OperationCode(rawValue: first) else {
      throw WireError(
        .cdb, CDBField.operationCode, in: cdb, expected: "a supported operation code", sense: .invalidCommandOperationCode)
    }
    guard cdb.count >= operation.cdbLength else {
      throw WireError(
        .cdb, tooShort: cdb, expected: "\(operation.cdbLength) bytes of \(operation.name)", sense: .invalidFieldInCDB)
    }
    switch operation {
    case .testUnitReady: return .testUnitReady
    case .requestSense:
      return .requestSense(
        descriptorFormat: cdb.isSet(CDBField.descriptorFormat),
        allocationLength: UInt8(cdb[CDBField.requestSenseAllocationLength]))
    case .inquiry: return try decodeInquiry(cdb)
    case .reportLuns:
      return .reportLuns(
        selectReport: UInt8(cdb[CDBField.selectReport]),
        allocationLength: UInt32(cdb[CDBField.reportLunsAllocationLength]))
    case .readCapacity10: return .readCapacity10
    case .serviceActionIn16: return try decodeServiceActionIn(cdb)
    case .read6, .read10, .read16: return .read(try decodeBlocks(cdb, operation, protection: CDBField.readProtect))
    case .write6, .write10, .write16: return .write(try decodeBlocks(cdb, operation, protection: CDBField.writeProtect))
    case .synchronizeCache10, .synchronizeCache16:
      return .synchronizeCache(try decodeBlocks(cdb, operation, protection: nil))
    case .persistentReserveIn: return .persistentReserveIn(try PersistentReserveIn(cdb: cdb))
    case .persistentReserveOut:
      return .persistentReserveOut(try PersistentReserveOut(cdb: cdb, parameterList: parameterList))
    }
  }

  private static func decodeInquiry(_ cdb: [UInt8]) throws(WireError) -> Command {
    guard !cdb.isSet(CDBField.commandSupportData) else {
      throw WireError(.cdb, CDBField.commandSupportData, in: cdb, expected: "0", sense: .invalidFieldInCDB)
    }
    let page = UInt8(cdb[CDBField.pageCode])
    let hasPage = cdb.isSet(CDBField.enableVitalProductData)
    guard hasPage || page == 0 else {
      throw WireError(.cdb, CDBField.pageCode, in: cdb, expected: "0 because EVPD is 0", sense: .invalidFieldInCDB)
    }
    return .inquiry(page: hasPage ? page : nil, allocationLength: UInt16(cdb[CDBField.inquiryAllocationLength]))
  }

  private static func decodeServiceActionIn(_ cdb: [UInt8]) throws(WireError) -> Command {
    guard cdb[CDBField.serviceAction] == CDBField.readCapacity16 else {
      throw WireError(
        .cdb, CDBField.serviceAction, in: cdb, expected: "10h (READ CAPACITY(16))", sense: .invalidFieldInCDB)
    }
    return .readCapacity16(allocationLength: UInt32(cdb[CDBField.readCapacity16AllocationLength]))
  }

  /// The logical unit has no protection information, so that any other value in the protect field is an error (SBC-3 5.8).
  private static func decodeBlocks(
    _ cdb: [UInt8], _ operation: OperationCode, protection: Field?
  ) throws(WireError) -> LogicalBlocks {
    let isShort = operation.cdbLength == 6
    if !isShort, let protection, cdb[protection] != 0 {
      throw WireError(.cdb, protection, in: cdb, expected: "0", sense: .invalidFieldInCDB)
    }
    let (address, count) = operation.blockFields
    let number = UInt32(cdb[count])
    // READ(6) and WRITE(6) have no empty transfer: 0 stands for 256 blocks.
    return LogicalBlocks(address: cdb[address], count: isShort && number == 0 ? 256 : number)
  }
}

extension PersistentReserveIn {
  init(cdb: [UInt8]) throws(WireError) {
    guard let serviceAction = ReserveInServiceAction(rawValue: UInt8(cdb[CDBField.reserveInServiceAction])) else {
      throw WireError(
        .cdb, CDBField.reserveInServiceAction, in: cdb, expected: "00h to 03h", sense: .invalidFieldInCDB)
    }
    self.init(serviceAction, allocationLength: UInt16(cdb[CDBField.reserveInAllocationLength]))
  }
}
