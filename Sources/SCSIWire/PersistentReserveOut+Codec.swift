/// The fields of the parameter list of PERSISTENT RESERVE OUT (SPC-4 table 215, FIG. 4B).
enum ParameterListField {
  static let reservationKey = Field("RESERVATION KEY", 0...7)
  static let serviceActionReservationKey = Field("SERVICE ACTION RESERVATION KEY", 8...15)
  static let scopeSpecificAddress = Field("SCOPE-SPECIFIC ADDRESS (obsolete)", 16...19)
  static let specifyInitiatorPorts = Field("SPEC_I_PT", 20, bits: 3...3)
  static let allTargetPorts = Field("ALL_TG_PT", 20, bits: 2...2)
  static let activatePersistThroughPowerLoss = Field("APTPL", 20, bits: 0...0)
  static let extentLength = Field("EXTENT LENGTH (obsolete)", 22...23)
  /// Only where SPEC_I_PT is one.
  static let transportIDLength = Field("TRANSPORTID PARAMETER DATA LENGTH", 24...27)

  static let all = [
    reservationKey, serviceActionReservationKey, scopeSpecificAddress, specifyInitiatorPorts, allTargetPorts,
    activatePersistThroughPowerLoss, extentLength,
  ]
}

extension PersistentReserveOut {
  /// Bytes of a parameter list without TransportIDs.
  public static let parameterListLength = 24

  /// Bytes of the list's fixed part and the length of the TransportIDs that follow it.
  static let parameterListLengthWithPorts = 28

  /// The parameter list: 24 bytes, or 28 with an empty list of TransportIDs where `specifyInitiatorPorts` is set.
  public func encodedParameterList() -> [UInt8] {
    var list = [UInt8](repeating: 0, count: encodedLength)
    list[ParameterListField.reservationKey] = reservationKey.value
    list[ParameterListField.serviceActionReservationKey] = serviceActionReservationKey.value
    list[ParameterListField.scopeSpecificAddress] = UInt64(scopeSpecificAddress)
    list[ParameterListField.specifyInitiatorPorts] = specifyInitiatorPorts ? 1 : 0
    list[ParameterListField.allTargetPorts] = allTargetPorts ? 1 : 0
    list[ParameterListField.activatePersistThroughPowerLoss] = activatePersistThroughPowerLoss ? 1 : 0
    return list
  }

  private var encodedLength: Int {
    specifyInitiatorPorts ? Self.parameterListLengthWithPorts : Self.parameterListLength
  }

  func encode(into cdb: inout [UInt8]) {
    cdb[CDBField.reserveOutServiceAction] = UInt64(serviceAction.rawValue)
    cdb[CDBField.scope] = UInt64(scope)
    cdb[CDBField.type] = UInt64(type)
    cdb[CDBField.parameterListLength] = UInt64(encodedLength)
  }

  /// TransportIDs are checked for their length only and are not kept.
  init(cdb: [UInt8], parameterList list: [UInt8]) throws(WireError) {
    guard let serviceAction = ReserveOutServiceAction(rawValue: UInt8(cdb[CDBField.reserveOutServiceAction])) else {
      throw WireError(
        .cdb, CDBField.reserveOutServiceAction, in: cdb, expected: "00h to 06h", sense: .invalidFieldInCDB)
    }
    try Self.checkLength(cdb: cdb, list: list)
    self.init(
      serviceAction, reservationKey: ReservationKey(list[ParameterListField.reservationKey]),
      serviceActionReservationKey: ReservationKey(list[ParameterListField.serviceActionReservationKey]),
      scope: UInt8(cdb[CDBField.scope]),
      scopeSpecificAddress: UInt32(list[ParameterListField.scopeSpecificAddress]),
      activatePersistThroughPowerLoss: list.isSet(ParameterListField.activatePersistThroughPowerLoss),
      allTargetPorts: list.isSet(ParameterListField.allTargetPorts),
      specifyInitiatorPorts: list.isSet(ParameterListField.specifyInitiatorPorts))
    type = UInt8(cdb[CDBField.type])
  }

  /// The list is exactly 24 bytes without SPEC_I_PT, and holds all TransportIDs with it (SPC-4 6.16.3).
  private static func checkLength(cdb: [UInt8], list: [UInt8]) throws(WireError) {
    let length = cdb[CDBField.parameterListLength]
    func listLengthError(_ expected: String) -> WireError {
      WireError(.cdb, CDBField.parameterListLength, in: cdb, expected: expected, sense: .parameterListLengthError)
    }
    guard length >= parameterListLength else { throw listLengthError("24 (18h)") }
    guard list.count >= length else {
      throw WireError(
        .parameterList, tooShort: list, expected: "\(length) bytes as the CDB says", sense: .parameterListLengthError)
    }
    guard list.isSet(ParameterListField.specifyInitiatorPorts) else {
      guard length == parameterListLength else { throw listLengthError("24 (18h) because SPEC_I_PT is 0") }
      return
    }
    guard length >= parameterListLengthWithPorts else { throw listLengthError("28 or more because SPEC_I_PT is 1") }
    guard list[ParameterListField.transportIDLength] <= length - UInt64(parameterListLengthWithPorts) else {
      throw WireError(
        .parameterList, ParameterListField.transportIDLength, in: list,
        expected: "at most the \(length - UInt64(parameterListLengthWithPorts)) bytes that follow",
        sense: .parameterListLengthError)
    }
  }
}
