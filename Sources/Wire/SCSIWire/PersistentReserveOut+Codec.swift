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

/// REGISTER AND MOVE has a list of its own after the two keys (SPC-4 table 218).
enum MoveListField {
  static let unregister = Field("UNREG", 17, bits: 1...1)
  static let activatePersistThroughPowerLoss = Field("APTPL", 17, bits: 0...0)
  static let relativeTargetPort = Field("RELATIVE TARGET PORT IDENTIFIER", 18...19)
  static let transportIDLength = Field("TRANSPORTID PARAMETER DATA LENGTH", 20...23)

  static let all = [
    ParameterListField.reservationKey, ParameterListField.serviceActionReservationKey, unregister,
    activatePersistThroughPowerLoss, relativeTargetPort, transportIDLength,
  ]
}

extension PersistentReserveOut {
  /// Bytes of a parameter list without TransportIDs.
  public static let parameterListLength = 24

  /// The parameter list: 24 bytes and, where the service action is REGISTER AND MOVE or `specifyInitiatorPorts` is set, the
  /// TransportIDs (with SPEC_I_PT after four bytes of their length). REGISTER AND MOVE needs exactly one to be legal.
  public func encodedParameterList(transportIDs: [TransportID] = []) -> [UInt8] {
    var list = [UInt8](repeating: 0, count: Self.parameterListLength)
    list[ParameterListField.reservationKey] = reservationKey.value
    list[ParameterListField.serviceActionReservationKey] = serviceActionReservationKey.value
    if serviceAction == .registerAndMove {
      list.set(MoveListField.unregister, unregister)
      list.set(MoveListField.activatePersistThroughPowerLoss, activatePersistThroughPowerLoss)
      list[MoveListField.relativeTargetPort] = UInt64(relativeTargetPort)
    } else {
      list[ParameterListField.scopeSpecificAddress] = UInt64(scopeSpecificAddress)
      list.set(ParameterListField.specifyInitiatorPorts, specifyInitiatorPorts)
      list.set(ParameterListField.allTargetPorts, allTargetPorts)
      list.set(ParameterListField.activatePersistThroughPowerLoss, activatePersistThroughPowerLoss)
    }
    guard let (lengthField, start) = transportIDPlace else { return list }
    list += [UInt8](repeating: 0, count: start - list.count)
    for id in transportIDs { list += id.encoded() }
    list[lengthField] = UInt64(list.count - start)
    return list
  }

  func encode(into cdb: inout [UInt8], transportIDs: [TransportID]) {
    cdb[CDBField.reserveOutServiceAction] = UInt64(serviceAction.rawValue)
    cdb[CDBField.scope] = UInt64(scope)
    cdb[CDBField.type] = UInt64(type)
    let idsLength = transportIDs.reduce(0) { $0 + $1.encoded().count }
    cdb[CDBField.parameterListLength] = UInt64(transportIDPlace.map { $0.start + idsLength } ?? Self.parameterListLength)
  }

  /// The list's TransportIDs are judged (`transportIDs(inParameterList:)`) and not kept.
  init(cdb: [UInt8], parameterList list: [UInt8]) throws(WireError) {
    guard let serviceAction = ReserveOutServiceAction(rawValue: UInt8(cdb[CDBField.reserveOutServiceAction])) else {
      throw WireError(
        .cdb, CDBField.reserveOutServiceAction, in: cdb, expected: "00h to 08h", sense: .invalidFieldInCDB)
    }
    let length = try Self.listLength(cdb: cdb, list: list)
    self.init(
      serviceAction, reservationKey: ReservationKey(list[ParameterListField.reservationKey]),
      serviceActionReservationKey: ReservationKey(list[ParameterListField.serviceActionReservationKey]),
      scope: UInt8(cdb[CDBField.scope]))
    type = UInt8(cdb[CDBField.type])
    if serviceAction == .registerAndMove {
      unregister = list.isSet(MoveListField.unregister)
      activatePersistThroughPowerLoss = list.isSet(MoveListField.activatePersistThroughPowerLoss)
      relativeTargetPort = UInt16(list[MoveListField.relativeTargetPort])
    } else {
      scopeSpecificAddress = UInt32(list[ParameterListField.scopeSpecificAddress])
      activatePersistThroughPowerLoss = list.isSet(ParameterListField.activatePersistThroughPowerLoss)
      allTargetPorts = list.isSet(ParameterListField.allTargetPorts)
      specifyInitiatorPorts = list.isSet(ParameterListField.specifyInitiatorPorts)
      // SPC-4 6.16.3. Whether SPEC_I_PT is legal for the service action is for the device server to say.
      guard length == Self.parameterListLength || specifyInitiatorPorts else {
        throw Self.listLengthError(cdb, expected: "24 (18h) because SPEC_I_PT is 0")
      }
    }
    _ = try transportIDs(inParameterList: Array(list.prefix(length)))
  }

  /// The length that the CDB gives, checked against what every list has and what was received.
  private static func listLength(cdb: [UInt8], list: [UInt8]) throws(WireError) -> Int {
    let length = Int(cdb[CDBField.parameterListLength])
    guard length >= parameterListLength else { throw listLengthError(cdb, expected: "24 (18h)") }
    guard list.count >= length else {
      throw WireError(
        .parameterList, tooShort: list, expected: "\(length) bytes as the CDB says", sense: .parameterListLengthError)
    }
    return length
  }

  private static func listLengthError(_ cdb: [UInt8], expected: String) -> WireError {
    WireError(.cdb, CDBField.parameterListLength, in: cdb, expected: expected, sense: .parameterListLengthError)
  }
}
