extension Command {
  /// The operation code that `encodedCDB` uses: of READ, WRITE and SYNCHRONIZE CACHE the 10-byte form where it holds the numbers.
  public var operationCode: OperationCode {
    switch self {
    case .testUnitReady: .testUnitReady
    case .requestSense: .requestSense
    case .inquiry: .inquiry
    case .reportLuns: .reportLuns
    case .readCapacity10: .readCapacity10
    case .readCapacity16: .serviceActionIn16
    case .read(let blocks): blocks.fitTenByteForm ? .read10 : .read16
    case .write(let blocks): blocks.fitTenByteForm ? .write10 : .write16
    case .synchronizeCache(let blocks): blocks.fitTenByteForm ? .synchronizeCache10 : .synchronizeCache16
    case .persistentReserveIn: .persistentReserveIn
    case .persistentReserveOut: .persistentReserveOut
    }
  }

  /// The CDB, 6 to 16 bytes as the operation code demands. Fields that the value does not hold are zero.
  /// `transportIDs` are those that the parameter list of a PERSISTENT RESERVE OUT will have; only its length depends on them.
  public func encodedCDB(transportIDs: [TransportID] = []) -> [UInt8] {
    var cdb = [UInt8](repeating: 0, count: operationCode.cdbLength)
    cdb[CDBField.operationCode] = UInt64(operationCode.rawValue)
    switch self {
    case .testUnitReady, .readCapacity10: break
    case .requestSense(let descriptorFormat, let allocationLength):
      cdb[CDBField.descriptorFormat] = descriptorFormat ? 1 : 0
      cdb[CDBField.requestSenseAllocationLength] = UInt64(allocationLength)
    case .inquiry(let page, let allocationLength):
      cdb[CDBField.enableVitalProductData] = page == nil ? 0 : 1
      cdb[CDBField.pageCode] = UInt64(page ?? 0)
      cdb[CDBField.inquiryAllocationLength] = UInt64(allocationLength)
    case .reportLuns(let selectReport, let allocationLength):
      cdb[CDBField.selectReport] = UInt64(selectReport)
      cdb[CDBField.reportLunsAllocationLength] = UInt64(allocationLength)
    case .readCapacity16(let allocationLength):
      cdb[CDBField.serviceAction] = CDBField.readCapacity16
      cdb[CDBField.readCapacity16AllocationLength] = UInt64(allocationLength)
    case .read(let blocks), .write(let blocks), .synchronizeCache(let blocks):
      cdb[operationCode.blockFields.address] = blocks.address
      cdb[operationCode.blockFields.count] = UInt64(blocks.count)
    case .persistentReserveIn(let request):
      cdb[CDBField.reserveInServiceAction] = UInt64(request.serviceAction.rawValue)
      cdb[CDBField.reserveInAllocationLength] = UInt64(request.allocationLength)
    case .persistentReserveOut(let request): request.encode(into: &cdb, transportIDs: transportIDs)
    }
    return cdb
  }

  /// The bytes that go with the CDB besides user data: the parameter list of PERSISTENT RESERVE OUT, else none.
  public func encodedParameterList(transportIDs: [TransportID] = []) -> [UInt8] {
    if case .persistentReserveOut(let request) = self { request.encodedParameterList(transportIDs: transportIDs) } else { [] }
  }
}
