import SCSIWire

extension LogicalUnitAccess {
  /// Parameter data of PERSISTENT RESERVE IN as of now, cut off at the allocation length; nil: INVALID FIELD IN CDB, where the
  /// dialect or profile has no such service action, or takes no such length.
  public func reserveInData(_ request: PersistentReserveIn, in directory: NexusDirectory) -> [UInt8]? {
    let length = Int(request.allocationLength)
    switch request.serviceAction {
    case .readKeys: return table.keysData(allocationLength: length)
    case .readReservation:
      return ReadReservationData(generation: table.generation, items: table.reservationDescriptors)
        .encoded(allocationLength: length)
    case .reportCapabilities: return table.capabilities?.encoded(allocationLength: length)
    case .readFullStatus: return table.fullStatus(in: directory)?.encoded(allocationLength: length)
    }
  }
}

extension ReservationTable {
  fileprivate func keysData(allocationLength: Int) -> [UInt8]? {
    var data = ReadKeysData(generation: generation, items: readKeys().keys)
    switch rules.profile.readKeysLength {
    case .full: break
    case .fullFromEightBytes: guard allocationLength >= 8 else { return nil }
    case .truncated: data.items = Array(data.items.prefix(max(0, allocationLength - 8) / ReservationKey.encodedLength))
    }
    return data.encoded(allocationLength: allocationLength)
  }

  /// REPORT CAPABILITIES; nil in SPC-2.
  var capabilities: PersistentReservationCapabilities? {
    guard rules.dialect == .spc4 else { return nil }
    let hasOptionalBits = !rules.profile.refusesOptionalBits
    var capabilities = PersistentReservationCapabilities()
    capabilities.replaceLostReservation = rules.replacesLostReservation
    capabilities.compatibleReservationHandling = rules.handlesCompatibleReservations
    capabilities.specifyInitiatorPorts = hasOptionalBits
    capabilities.allTargetPorts = hasOptionalBits
    capabilities.persistThroughPowerLoss = hasOptionalBits && rules.supportsPersistence
    capabilities.persistThroughPowerLossActivated = persistsThroughPowerLoss
    // 011b: TEST UNIT READY passes all types, MODE SENSE and its like pass Write Exclusive.
    capabilities.allowCommands = rules.profile.reportsAllowedCommands ? 3 : 0
    capabilities.types = .all
    return capabilities
  }

  /// READ FULL STATUS; nil where it does not exist. One descriptor for each registered nexus: ALL_TG_PT would only merge some
  /// (SPC-4 6.15.5).
  func fullStatus(in directory: NexusDirectory) -> FullStatusData? {
    guard rules.dialect == .spc4, rules.profile.readsFullStatus else { return nil }
    let descriptors = registrants.map { nexus in
      let held = reservation.flatMap { isHeld($0, by: nexus) ? $0 : nil }
      return FullStatusDescriptor(
        key: self[nexus], isHolder: held != nil, scope: held?.scope ?? 0, type: held?.type.rawValue ?? 0,
        relativeTargetPort: directory[nexus].targetPort, transportID: directory[nexus].initiatorPort)
    }
    return FullStatusData(generation: generation, descriptors: Array(descriptors))
  }
}
