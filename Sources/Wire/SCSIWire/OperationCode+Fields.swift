extension OperationCode {
  /// Every field of the CDB that has a name, in order.
  func fields(serviceAction: UInt8? = nil) -> [Field] {
    let fields = (blockFields?.all ?? []) + ownFields(serviceAction: serviceAction)
    let inner = fields.sorted { ($0.offset, $1.bits.upperBound) < ($1.offset, $0.bits.upperBound) }
    return [CDBField.operationCode] + inner + [Field("CONTROL", cdbLength - 1).unread]
  }

  /// What only this command has, in any order.
  private func ownFields(serviceAction: UInt8?) -> [Field] {
    switch self {
    case .testUnitReady, .read6, .write6, .read10, .read12, .read16, .write10, .write12, .write16, .orWrite16,
      .compareAndWrite:
      []
    case .requestSense: [CDBField.descriptorFormat, CDBField.allocationLength4]
    case .inquiry:
      [
        CDBField.commandSupportData.unread, CDBField.enableVitalProductData, CDBField.pageCode,
        CDBField.inquiryAllocationLength,
      ]
    case .reportLuns: [CDBField.selectReport, CDBField.allocationLength6]
    case .readCapacity10:
      [Field("LOGICAL BLOCK ADDRESS (obsolete)", 2...5).unread, Field("PMI (obsolete)", 8, bits: 0...0).unread]
    case .verify10, .verify12, .verify16, .writeAndVerify10, .writeAndVerify12, .writeAndVerify16: [CDBField.byteCheck]
    case .prefetch10, .prefetch16, .synchronizeCache10, .synchronizeCache16: [CDBField.immediate]
    case .writeSame10: [CDBField.anchor, CDBField.unmap]
    case .writeSame16: [CDBField.anchor, CDBField.unmap, CDBField.noDataOut]
    case .unmap:
      [CDBField.unmapAnchor, Field("GROUP NUMBER", 6, bits: 0...4).unread, CDBField.parameterListLength7]
    case .startStopUnit:
      [
        CDBField.startImmediate, CDBField.powerConditionModifier, CDBField.powerCondition, CDBField.noFlush,
        CDBField.loadEject, CDBField.start,
      ]
    case .preventAllowMediumRemoval: [CDBField.prevent]
    case .modeSense6, .modeSense10: modeSenseFields
    case .modeSelect6: [CDBField.pageFormat, CDBField.savePages, CDBField.parameterListLength4]
    case .modeSelect10: [CDBField.pageFormat, CDBField.savePages, CDBField.parameterListLength7]
    case .reserve6, .reserve10, .release6, .release10: [CDBField.thirdParty, CDBField.extent]
    case .persistentReserveIn: [CDBField.reserveInServiceAction, CDBField.allocationLength7]
    case .persistentReserveOut: reserveOutFields(serviceAction: serviceAction)
    case .serviceActionIn16: serviceActionInFields(serviceAction: serviceAction)
    case .maintenanceIn: maintenanceInFields(serviceAction: serviceAction)
    }
  }

  private var modeSenseFields: [Field] {
    let common = [CDBField.disableBlockDescriptors, CDBField.pageControl, CDBField.modePage, CDBField.modeSubpage]
    return self == .modeSense6
      ? common + [CDBField.allocationLength4] : common + [CDBField.longLBAAccepted, CDBField.allocationLength7]
  }

  /// Scope and type count where a reservation is made, released or replaced, and are ignored elsewhere (SPC-4 6.16.2).
  private func reserveOutFields(serviceAction: UInt8?) -> [Field] {
    let ignoresType: Bool =
      switch serviceAction.flatMap(ReserveOutServiceAction.init) {
      case .register, .registerAndIgnoreExistingKey, .clear, .registerAndMove: true
      case .reserve, .release, .preempt, .preemptAndAbort, .replaceLostReservation, nil: false
      }
    let reservation = [CDBField.scope, CDBField.type]
    return [CDBField.reserveOutServiceAction, CDBField.parameterListLength]
      + (ignoresType ? reservation.map(\.unread) : reservation)
  }

  private func serviceActionInFields(serviceAction: UInt8?) -> [Field] {
    switch serviceAction {
    case ServiceAction.readCapacity16:
      [
        CDBField.serviceActionIn, Field("LOGICAL BLOCK ADDRESS (obsolete)", 2...9).unread, CDBField.allocationLength10,
        Field("PMI (obsolete)", 14, bits: 0...0).unread,
      ]
    case ServiceAction.getLBAStatus: [CDBField.serviceActionIn, CDBField.startingAddress, CDBField.allocationLength10]
    default: [CDBField.serviceActionIn]
    }
  }

  private func maintenanceInFields(serviceAction: UInt8?) -> [Field] {
    switch serviceAction {
    case ServiceAction.reportTargetPortGroups: [CDBField.maintenanceIn, CDBField.dataFormat, CDBField.allocationLength6]
    case ServiceAction.reportSupportedOperationCodes:
      [
        CDBField.maintenanceIn, CDBField.returnTimeouts, CDBField.reportingOptions, CDBField.requestedOperationCode,
        CDBField.requestedServiceAction, CDBField.allocationLength6,
      ]
    default: [CDBField.maintenanceIn]
    }
  }
}
