extension Command {
  /// Decodes a CDB and the parameter list of a PERSISTENT RESERVE OUT sent with it. Bytes beyond the CDB's own length are
  /// ignored: transports pad to 16. So are reserved bits and those that only ask for less (IMMED, group number, CONTROL).
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
    case .read6, .read10, .read12, .read16: return .read(try LogicalBlocks(cdb, operation))
    case .write6, .write10, .write12, .write16: return .write(try LogicalBlocks(cdb, operation))
    case .persistentReserveOut:
      return .persistentReserveOut(try PersistentReserveOut(cdb: cdb, parameterList: parameterList))
    default:
      return operation.blockFields == nil ? try decodeControl(cdb, operation) : try decodeMedium(cdb, operation)
    }
  }

  /// The other commands on a run of logical blocks.
  private static func decodeMedium(_ cdb: [UInt8], _ operation: OperationCode) throws(WireError) -> Command {
    let blocks = try LogicalBlocks(cdb, operation)
    switch operation {
    case .verify10, .verify12, .verify16: return .verify(blocks, byteCheck: try decodeByteCheck(cdb, ByteCheck.allCases))
    case .writeAndVerify10, .writeAndVerify12, .writeAndVerify16:
      return .writeAndVerify(blocks, byteCheck: try decodeByteCheck(cdb, [.none, .all]))
    case .prefetch10, .prefetch16: return .prefetch(blocks)
    case .compareAndWrite: return .compareAndWrite(blocks)
    case .orWrite16: return .orWrite(blocks)
    case .writeSame10, .writeSame16:
      return .writeSame(
        WriteSame(
          blocks, anchor: cdb.isSet(CDBField.anchor), unmap: cdb.isSet(CDBField.unmap),
          noDataOut: operation == .writeSame16 && cdb.isSet(CDBField.noDataOut)))
    default: return .synchronizeCache(blocks)
    }
  }

  /// Commands that do not name a run of logical blocks.
  private static func decodeControl(_ cdb: [UInt8], _ operation: OperationCode) throws(WireError) -> Command {
    switch operation {
    case .testUnitReady: return .testUnitReady
    case .requestSense:
      return .requestSense(
        descriptorFormat: cdb.isSet(CDBField.descriptorFormat), allocationLength: UInt8(cdb[CDBField.allocationLength4]))
    case .inquiry: return try decodeInquiry(cdb)
    case .reportLuns:
      return .reportLuns(
        selectReport: UInt8(cdb[CDBField.selectReport]), allocationLength: UInt32(cdb[CDBField.allocationLength6]))
    case .readCapacity10: return .readCapacity10
    case .serviceActionIn16: return try decodeServiceActionIn(cdb)
    case .maintenanceIn: return try decodeMaintenanceIn(cdb)
    case .unmap:
      return .unmap(
        anchor: cdb.isSet(CDBField.unmapAnchor), parameterListLength: UInt16(cdb[CDBField.parameterListLength7]))
    case .startStopUnit: return .startStopUnit(StartStopUnit(cdb))
    case .preventAllowMediumRemoval: return .preventAllowMediumRemoval(prevent: UInt8(cdb[CDBField.prevent]))
    case .modeSense6: return .modeSense(ModeSense(cdb, .six))
    case .modeSense10: return .modeSense(ModeSense(cdb, .ten))
    case .modeSelect6: return .modeSelect(ModeSelect(cdb, .six))
    case .modeSelect10: return .modeSelect(ModeSelect(cdb, .ten))
    case .reserve6, .reserve10:
      try requireWholeUnit(cdb)
      return .reserve
    case .release6, .release10:
      try requireWholeUnit(cdb)
      return .release
    default: return .persistentReserveIn(try PersistentReserveIn(cdb: cdb))
    }
  }

  /// 10b is reserved; WRITE AND VERIFY has no 11b (SBC-3 5.33, 5.41).
  private static func decodeByteCheck(_ cdb: [UInt8], _ legal: [ByteCheck]) throws(WireError) -> ByteCheck {
    guard let byteCheck = ByteCheck(rawValue: UInt8(cdb[CDBField.byteCheck])), legal.contains(byteCheck) else {
      let codes = legal.map { String($0.rawValue) }.joined(separator: ", ")
      throw WireError(.cdb, CDBField.byteCheck, in: cdb, expected: "one of \(codes)", sense: .invalidFieldInCDB)
    }
    return byteCheck
  }

  private static func decodeInquiry(_ cdb: [UInt8]) throws(WireError) -> Command {
    try require(cdb, CDBField.commandSupportData, "0") { $0 == 0 }
    let page = UInt8(cdb[CDBField.pageCode])
    let hasPage = cdb.isSet(CDBField.enableVitalProductData)
    try require(cdb, CDBField.pageCode, "0 because EVPD is 0") { hasPage || $0 == 0 }
    return .inquiry(page: hasPage ? page : nil, allocationLength: UInt16(cdb[CDBField.inquiryAllocationLength]))
  }

  private static func decodeServiceActionIn(_ cdb: [UInt8]) throws(WireError) -> Command {
    let allocationLength = UInt32(cdb[CDBField.allocationLength10])
    switch UInt8(cdb[CDBField.serviceActionIn]) {
    case ServiceAction.readCapacity16: return .readCapacity16(allocationLength: allocationLength)
    case ServiceAction.getLBAStatus:
      return .getLBAStatus(startingAddress: cdb[CDBField.startingAddress], allocationLength: allocationLength)
    default:
      throw WireError(.cdb, CDBField.serviceActionIn, in: cdb, expected: "10h or 12h", sense: .invalidFieldInCDB)
    }
  }

  private static func decodeMaintenanceIn(_ cdb: [UInt8]) throws(WireError) -> Command {
    let allocationLength = UInt32(cdb[CDBField.allocationLength6])
    switch UInt8(cdb[CDBField.maintenanceIn]) {
    case ServiceAction.reportTargetPortGroups:
      try require(cdb, CDBField.dataFormat, "0 or 1") { $0 <= 1 }
      return .reportTargetPortGroups(extendedHeader: cdb[CDBField.dataFormat] == 1, allocationLength: allocationLength)
    case ServiceAction.reportSupportedOperationCodes:
      guard let option = SupportedOperationCodesRequest.Option(rawValue: UInt8(cdb[CDBField.reportingOptions])) else {
        throw WireError(.cdb, CDBField.reportingOptions, in: cdb, expected: "0 to 3", sense: .invalidFieldInCDB)
      }
      return .reportSupportedOperationCodes(
        SupportedOperationCodesRequest(
          option, operationCode: UInt8(cdb[CDBField.requestedOperationCode]),
          serviceAction: UInt16(cdb[CDBField.requestedServiceAction]),
          returnTimeouts: cdb.isSet(CDBField.returnTimeouts), allocationLength: allocationLength))
    default:
      throw WireError(.cdb, CDBField.maintenanceIn, in: cdb, expected: "0Ah or 0Ch", sense: .invalidFieldInCDB)
    }
  }

  /// Third-party reservations and reserved extents are optional in SPC-2 and obsolete since; a unit without refuses them.
  private static func requireWholeUnit(_ cdb: [UInt8]) throws(WireError) {
    try require(cdb, CDBField.thirdParty, "0") { $0 == 0 }
    try require(cdb, CDBField.extent, "0") { $0 == 0 }
  }

  private static func require(
    _ cdb: [UInt8], _ field: Field, _ expected: String, _ isLegal: (UInt64) -> Bool
  ) throws(WireError) {
    guard isLegal(cdb[field]) else {
      throw WireError(.cdb, field, in: cdb, expected: expected, sense: .invalidFieldInCDB)
    }
  }
}

extension LogicalBlocks {
  /// The operation has a run of logical blocks. The unit has no protection information, so that any value but 0 in the protect
  /// field is an error (SBC-3 5.8).
  init(_ cdb: [UInt8], _ operation: OperationCode) throws(WireError) {
    guard let fields = operation.blockFields else { preconditionFailure("\(operation) names no blocks") }
    if let protection = fields.protection, cdb[protection] != 0 {
      throw WireError(.cdb, protection, in: cdb, expected: "0", sense: .invalidFieldInCDB)
    }
    let number = UInt32(cdb[fields.count])
    // READ(6) and WRITE(6) have no empty transfer: 0 stands for 256 blocks.
    let isShort = operation.cdbLength == 6
    self.init(
      address: cdb[fields.address], count: isShort && number == 0 ? 256 : number,
      disablePageOut: fields.disablePageOut.map { cdb.isSet($0) } ?? false,
      forceUnitAccess: fields.forceUnitAccess.map { cdb.isSet($0) } ?? false)
  }
}

extension StartStopUnit {
  init(_ cdb: [UInt8]) {
    self.init(
      start: cdb.isSet(CDBField.start), loadEject: cdb.isSet(CDBField.loadEject), noFlush: cdb.isSet(CDBField.noFlush),
      powerCondition: UInt8(cdb[CDBField.powerCondition]),
      powerConditionModifier: UInt8(cdb[CDBField.powerConditionModifier]))
  }
}

extension ModeSense {
  init(_ cdb: [UInt8], _ form: ModeForm) {
    self.init(
      form, page: UInt8(cdb[CDBField.modePage]), subpage: UInt8(cdb[CDBField.modeSubpage]),
      // Two bits: every value is one.
      control: ModePageControl(rawValue: UInt8(cdb[CDBField.pageControl])) ?? .current,
      disableBlockDescriptors: cdb.isSet(CDBField.disableBlockDescriptors),
      longLBAAccepted: form == .ten && cdb.isSet(CDBField.longLBAAccepted),
      allocationLength: UInt16(cdb[form == .six ? CDBField.allocationLength4 : CDBField.allocationLength7]))
  }
}

extension ModeSelect {
  init(_ cdb: [UInt8], _ form: ModeForm) {
    self.init(
      form, pageFormat: cdb.isSet(CDBField.pageFormat), savePages: cdb.isSet(CDBField.savePages),
      parameterListLength: UInt16(cdb[form == .six ? CDBField.parameterListLength4 : CDBField.parameterListLength7]))
  }
}

extension PersistentReserveIn {
  init(cdb: [UInt8]) throws(WireError) {
    guard let serviceAction = ReserveInServiceAction(rawValue: UInt8(cdb[CDBField.reserveInServiceAction])) else {
      throw WireError(
        .cdb, CDBField.reserveInServiceAction, in: cdb, expected: "00h to 03h", sense: .invalidFieldInCDB)
    }
    self.init(serviceAction, allocationLength: UInt16(cdb[CDBField.allocationLength7]))
  }
}
