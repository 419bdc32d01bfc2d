extension Command {
  /// The operation code that `encodedCDB` uses: where there are several forms, the shortest of 10 and 16 bytes that holds the
  /// numbers; of SPC-2's RESERVE and RELEASE the 6-byte form.
  public var operationCode: OperationCode {
    switch self {
    case .testUnitReady: .testUnitReady
    case .requestSense: .requestSense
    case .inquiry: .inquiry
    case .reportLuns: .reportLuns
    case .readCapacity10: .readCapacity10
    case .readCapacity16, .getLBAStatus: .serviceActionIn16
    case .read(let blocks): blocks.fitTenByteForm ? .read10 : .read16
    case .write(let blocks): blocks.fitTenByteForm ? .write10 : .write16
    case .verify(let blocks, _): blocks.fitTenByteForm ? .verify10 : .verify16
    case .writeAndVerify(let blocks, _): blocks.fitTenByteForm ? .writeAndVerify10 : .writeAndVerify16
    case .prefetch(let blocks): blocks.fitTenByteForm ? .prefetch10 : .prefetch16
    case .compareAndWrite: .compareAndWrite
    case .orWrite: .orWrite16
    case .writeSame(let request): request.blocks.fitTenByteForm && !request.noDataOut ? .writeSame10 : .writeSame16
    case .unmap: .unmap
    case .synchronizeCache(let blocks): blocks.fitTenByteForm ? .synchronizeCache10 : .synchronizeCache16
    case .startStopUnit: .startStopUnit
    case .preventAllowMediumRemoval: .preventAllowMediumRemoval
    case .modeSense(let request): request.form == .six ? .modeSense6 : .modeSense10
    case .modeSelect(let request): request.form == .six ? .modeSelect6 : .modeSelect10
    case .reportSupportedOperationCodes, .reportTargetPortGroups: .maintenanceIn
    case .reserve: .reserve6
    case .release: .release6
    case .persistentReserveIn: .persistentReserveIn
    case .persistentReserveOut: .persistentReserveOut
    }
  }

  /// The command's name in the standard; of PERSISTENT RESERVE IN and OUT the service action's.
  public var name: String {
    let operation = operationCode
    let serviceAction: UInt8? =
      switch self {
      case .readCapacity16: ServiceAction.readCapacity16
      case .getLBAStatus: ServiceAction.getLBAStatus
      case .reportTargetPortGroups: ServiceAction.reportTargetPortGroups
      case .reportSupportedOperationCodes: ServiceAction.reportSupportedOperationCodes
      case .persistentReserveIn(let request): request.serviceAction.rawValue
      case .persistentReserveOut(let request): request.serviceAction.rawValue
      default: nil
      }
    return serviceAction.flatMap { serviceActionName(operation, $0) } ?? operation.name
  }

  /// The CDB, 6 to 16 bytes as the operation code demands. Fields that the value does not hold are zero.
  /// `transportIDs` are those that the parameter list of a PERSISTENT RESERVE OUT will have; only its length depends on them.
  public func encodedCDB(transportIDs: [TransportID] = []) -> [UInt8] {
    let operation = operationCode
    var cdb = [UInt8](repeating: 0, count: operation.cdbLength)
    cdb[0] = operation.rawValue
    switch self {
    case .testUnitReady, .readCapacity10, .reserve, .release: break
    case .read(let blocks), .write(let blocks), .prefetch(let blocks), .compareAndWrite(let blocks), .orWrite(let blocks),
      .synchronizeCache(let blocks):
      blocks.encode(into: &cdb, operation)
    case .verify(let blocks, let byteCheck), .writeAndVerify(let blocks, let byteCheck):
      blocks.encode(into: &cdb, operation)
      cdb[CDBField.byteCheck] = UInt64(byteCheck.rawValue)
    case .writeSame(let request): request.encode(into: &cdb, operation)
    case .unmap(let anchor, let parameterListLength):
      cdb.set(CDBField.unmapAnchor, anchor)
      cdb[CDBField.parameterListLength7] = UInt64(parameterListLength)
    case .startStopUnit(let request): request.encode(into: &cdb)
    case .preventAllowMediumRemoval(let prevent): cdb[CDBField.prevent] = UInt64(prevent & 3)
    case .modeSense(let request): request.encode(into: &cdb)
    case .modeSelect(let request): request.encode(into: &cdb)
    case .requestSense, .inquiry, .reportLuns, .readCapacity16, .getLBAStatus, .reportTargetPortGroups,
      .reportSupportedOperationCodes:
      encodeReport(into: &cdb)
    case .persistentReserveIn(let request):
      cdb[CDBField.reserveInServiceAction] = UInt64(request.serviceAction.rawValue)
      cdb[CDBField.allocationLength7] = UInt64(request.allocationLength)
    case .persistentReserveOut(let request): request.encode(into: &cdb, transportIDs: transportIDs)
    }
    return cdb
  }

  /// The commands that ask for parameter data and have no type of their own.
  private func encodeReport(into cdb: inout [UInt8]) {
    switch self {
    case .requestSense(let descriptorFormat, let allocationLength):
      cdb.set(CDBField.descriptorFormat, descriptorFormat)
      cdb[CDBField.allocationLength4] = UInt64(allocationLength)
    case .inquiry(let page, let allocationLength):
      cdb.set(CDBField.enableVitalProductData, page != nil)
      cdb[CDBField.pageCode] = UInt64(page ?? 0)
      cdb[CDBField.inquiryAllocationLength] = UInt64(allocationLength)
    case .reportLuns(let selectReport, let allocationLength):
      cdb[CDBField.selectReport] = UInt64(selectReport)
      cdb[CDBField.allocationLength6] = UInt64(allocationLength)
    case .readCapacity16(let allocationLength):
      cdb[CDBField.serviceActionIn] = UInt64(ServiceAction.readCapacity16)
      cdb[CDBField.allocationLength10] = UInt64(allocationLength)
    case .getLBAStatus(let startingAddress, let allocationLength):
      cdb[CDBField.serviceActionIn] = UInt64(ServiceAction.getLBAStatus)
      cdb[CDBField.startingAddress] = startingAddress
      cdb[CDBField.allocationLength10] = UInt64(allocationLength)
    case .reportTargetPortGroups(let extendedHeader, let allocationLength):
      cdb[CDBField.maintenanceIn] = UInt64(ServiceAction.reportTargetPortGroups)
      cdb[CDBField.dataFormat] = extendedHeader ? 1 : 0
      cdb[CDBField.allocationLength6] = UInt64(allocationLength)
    case .reportSupportedOperationCodes(let request):
      cdb[CDBField.maintenanceIn] = UInt64(ServiceAction.reportSupportedOperationCodes)
      cdb.set(CDBField.returnTimeouts, request.returnTimeouts)
      cdb[CDBField.reportingOptions] = UInt64(request.option.rawValue)
      cdb[CDBField.requestedOperationCode] = UInt64(request.operationCode)
      cdb[CDBField.requestedServiceAction] = UInt64(request.serviceAction)
      cdb[CDBField.allocationLength6] = UInt64(request.allocationLength)
    default: break
    }
  }

  /// The bytes that go with the CDB besides user data: the parameter list of PERSISTENT RESERVE OUT, else none.
  public func encodedParameterList(transportIDs: [TransportID] = []) -> [UInt8] {
    if case .persistentReserveOut(let request) = self { request.encodedParameterList(transportIDs: transportIDs) } else { [] }
  }
}

extension LogicalBlocks {
  /// COMPARE AND WRITE has but one byte for the count.
  func encode(into cdb: inout [UInt8], _ operation: OperationCode) {
    guard let fields = operation.blockFields else { return }
    cdb[fields.address] = address & fields.address.mask
    cdb[fields.count] = UInt64(count) & fields.count.mask
    if let flag = fields.disablePageOut { cdb.set(flag, disablePageOut) }
    if let flag = fields.forceUnitAccess { cdb.set(flag, forceUnitAccess) }
  }
}

extension WriteSame {
  func encode(into cdb: inout [UInt8], _ operation: OperationCode) {
    blocks.encode(into: &cdb, operation)
    cdb.set(CDBField.anchor, anchor)
    cdb.set(CDBField.unmap, unmap)
    if operation == .writeSame16 { cdb.set(CDBField.noDataOut, noDataOut) }
  }
}

extension StartStopUnit {
  func encode(into cdb: inout [UInt8]) {
    cdb.set(CDBField.start, start)
    cdb.set(CDBField.loadEject, loadEject)
    cdb.set(CDBField.noFlush, noFlush)
    cdb[CDBField.powerCondition] = UInt64(powerCondition & 0x0F)
    cdb[CDBField.powerConditionModifier] = UInt64(powerConditionModifier & 0x0F)
  }
}

extension ModeSense {
  func encode(into cdb: inout [UInt8]) {
    cdb[CDBField.modePage] = UInt64(page & 0x3F)
    cdb[CDBField.modeSubpage] = UInt64(subpage)
    cdb[CDBField.pageControl] = UInt64(control.rawValue)
    cdb.set(CDBField.disableBlockDescriptors, disableBlockDescriptors)
    switch form {
    case .six: cdb[CDBField.allocationLength4] = UInt64(min(allocationLength, 255))
    case .ten:
      cdb.set(CDBField.longLBAAccepted, longLBAAccepted)
      cdb[CDBField.allocationLength7] = UInt64(allocationLength)
    }
  }
}

extension ModeSelect {
  func encode(into cdb: inout [UInt8]) {
    cdb.set(CDBField.pageFormat, pageFormat)
    cdb.set(CDBField.savePages, savePages)
    switch form {
    case .six: cdb[CDBField.parameterListLength4] = UInt64(min(parameterListLength, 255))
    case .ten: cdb[CDBField.parameterListLength7] = UInt64(parameterListLength)
    }
  }
}
