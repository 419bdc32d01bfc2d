import SCSIWire

extension LogicalUnitAccess {
  /// Parameter data of PERSISTENT RESERVE IN as of now, cut off at the allocation length; nil: the dialect has no such service
  /// action, which is INVALID FIELD IN CDB.
  public func reserveInData(_ request: PersistentReserveIn, in directory: NexusDirectory) -> [UInt8]? {
    let length = Int(request.allocationLength)
    switch request.serviceAction {
    case .readKeys:
      let data = table.readKeys()
      return ReadKeysData(generation: data.generation, items: data.keys).encoded(allocationLength: length)
    case .readReservation:
      return ReadReservationData(generation: table.generation, items: table.reservationDescriptors)
        .encoded(allocationLength: length)
    case .reportCapabilities: return table.capabilities?.encoded(allocationLength: length)
    case .readFullStatus: return table.fullStatus(in: directory)?.encoded(allocationLength: length)
    }
  }
}

extension ReservationTable {
  /// REPORT CAPABILITIES; nil in SPC-2.
  var capabilities: PersistentReservationCapabilities? {
    guard rules.dialect == .spc4 else { return nil }
    var capabilities = PersistentReservationCapabilities()
    capabilities.replaceLostReservation = true
    capabilities.compatibleReservationHandling = rules.handlesCompatibleReservations
    capabilities.specifyInitiatorPorts = true
    capabilities.allTargetPorts = true
    capabilities.persistThroughPowerLoss = true
    capabilities.persistThroughPowerLossActivated = persistsThroughPowerLoss
    // 100b: TEST UNIT READY, MODE SENSE and their like pass wherever SPC-4 table 65 lets them.
    capabilities.allowCommands = 4
    capabilities.types = .all
    return capabilities
  }

  /// READ FULL STATUS; nil in SPC-2. One descriptor for each registered nexus: ALL_TG_PT would only merge some (SPC-4 6.15.5).
  func fullStatus(in directory: NexusDirectory) -> FullStatusData? {
    guard rules.dialect == .spc4 else { return nil }
    let descriptors = registrants.map { nexus in
      let held = reservation.flatMap { isHeld($0, by: nexus) ? $0 : nil }
      return FullStatusDescriptor(
        key: self[nexus], isHolder: held != nil, scope: held?.scope ?? 0, type: held?.type.rawValue ?? 0,
        relativeTargetPort: directory[nexus].targetPort, transportID: directory[nexus].initiatorPort)
    }
    return FullStatusData(generation: generation, descriptors: Array(descriptors))
  }
}
