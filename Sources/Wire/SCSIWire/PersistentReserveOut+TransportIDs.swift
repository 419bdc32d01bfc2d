extension PersistentReserveOut {
  /// Where the list has the length of its TransportIDs and where they begin; nil where it has none.
  var transportIDPlace: (length: Field, start: Int)? {
    if serviceAction == .registerAndMove { return (MoveListField.transportIDLength, Self.parameterListLength) }
    return specifyInitiatorPorts ? (ParameterListField.transportIDLength, Self.parameterListLength + 4) : nil
  }

  /// The initiator ports that the parameter list names: those of REGISTER with SPEC_I_PT, or the one of REGISTER AND MOVE. Other
  /// service actions have none, whatever their list says.
  ///
  /// - Throws: PARAMETER LIST LENGTH ERROR where the list does not hold all of them, INVALID FIELD IN PARAMETER LIST where one is
  ///   of an unknown kind or of an illegal length, or REGISTER AND MOVE has not exactly one (SPC-4 6.16.3, 6.16.4).
  public func transportIDs(inParameterList list: [UInt8]) throws(WireError) -> [TransportID] {
    guard serviceAction == .register || serviceAction == .registerAndMove, let (lengthField, start) = transportIDPlace else {
      return []
    }
    let isMove = serviceAction == .registerAndMove
    let kind: ByteKind = isMove ? .registerAndMoveList : .parameterList
    guard list.count >= start else {
      throw WireError(kind, tooShort: list, expected: "\(start) bytes or more", sense: .parameterListLengthError)
    }
    let length = list[lengthField]
    guard length <= UInt64(list.count - start) else {
      throw WireError(
        kind, lengthField, in: list, expected: "at most the \(list.count - start) bytes that follow",
        sense: .parameterListLengthError)
    }
    guard !isMove || (length >= 24 && length.isMultiple(of: 4)) else {
      throw WireError(
        kind, lengthField, in: list, expected: "24 or more and a multiple of 4", sense: .invalidFieldInParameterList)
    }
    let end = start + Int(length)
    var ids: [TransportID] = []
    var next = start
    while next < end {
      let decoded = try TransportID.decode(list, at: next, end: end, kind: kind)
      ids.append(decoded.id)
      next = decoded.end
      guard !isMove || next == end else {
        throw WireError(
          kind, lengthField, in: list, expected: "the length of one TransportID", sense: .invalidFieldInParameterList)
      }
    }
    return ids
  }
}
