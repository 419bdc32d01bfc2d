extension ByteDescription {
  static func parameterList(_ bytes: [UInt8]) -> ByteDescription {
    let flagByte = ParameterListField.specifyInitiatorPorts.offset
    let hasPorts = bytes.count > flagByte && bytes.isSet(ParameterListField.specifyInitiatorPorts)
    let request = PersistentReserveOut(.register, specifyInitiatorPorts: hasPorts)
    let fields = ParameterListField.all + (hasPorts ? [ParameterListField.transportIDLength] : [])
    return list(bytes, of: request, as: .parameterList, fields: fields)
  }

  static func registerAndMoveList(_ bytes: [UInt8]) -> ByteDescription {
    list(bytes, of: PersistentReserveOut(.registerAndMove), as: .registerAndMoveList, fields: MoveListField.all)
  }

  private static func list(
    _ bytes: [UInt8], of request: PersistentReserveOut, as kind: ByteKind, fields: [Field]
  ) -> ByteDescription {
    let place = request.transportIDPlace
    let start = place?.start ?? PersistentReserveOut.parameterListLength
    // The CDB that would fit these bytes, to hear what the decoder says about them.
    var cdb = Command.persistentReserveOut(request).encodedCDB()
    if place != nil { cdb[CDBField.parameterListLength] = UInt64(max(start, bytes.count)) }
    var lister = FieldLister(bytes)
    lister.table(fields, length: start)
    if place != nil { while lister.transportID(kind) {} }
    return lister.description(
      kind, rest: "(beyond the list)",
      problem: problem { () throws(WireError) in _ = try Command.decode(cdb: cdb, parameterList: bytes) })
  }

  static func transportID(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    _ = lister.transportID(.transportID)
    return lister.description(
      .transportID, rest: "(beyond the TransportID)",
      problem: problem { () throws(WireError) in _ = try TransportID.decode(bytes) })
  }

  static func reportCapabilities(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table(PersistentReservationCapabilities.describedFields, length: PersistentReservationCapabilities.encodedLength)
    return lister.description(
      .reportCapabilities,
      problem: problem { () throws(WireError) in _ = try PersistentReservationCapabilities.decode(bytes) })
  }

  static func readFullStatus(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table([ReserveInField.generation, ReserveInField.additionalLength], length: ReserveInField.headerLength)
    do {
      let data = try FullStatusData.decode(bytes)
      for _ in data.descriptors {
        let end = lister.offset + FullStatusField.headerLength + Int(bytes[FullStatusField.additionalLength, at: lister.offset])
        lister.table(FullStatusField.all, length: FullStatusField.headerLength)
        _ = lister.transportID(.readFullStatus)
        lister.raw("(beyond the TransportID)", count: end - lister.offset)
      }
      let isCut = data.omittedByteCount > 0
      let count = data.descriptors.count == 1 ? "1 item" : "\(data.descriptors.count) items"
      let omitted = isCut ? ", \(data.omittedByteCount) more bytes cut off" : ""
      return lister.description(
        .readFullStatus, title: "\(ByteKind.readFullStatus.name): \(count)\(omitted)",
        rest: isCut ? "(cut off)" : "(beyond the data)")
    } catch {
      return lister.description(.readFullStatus, rest: "(not decoded)", problem: error)
    }
  }
}

extension FieldLister {
  /// The fields of the TransportID that begins here; false where none decodes.
  fileprivate mutating func transportID(_ kind: ByteKind) -> Bool {
    guard let (id, end) = try? TransportID.decode(bytes, at: offset, end: bytes.count, kind: kind) else { return false }
    let head = [TransportIDField.format, TransportIDField.transport]
    switch id {
    case .fibreChannel: table(head + [TransportIDField.portName], length: TransportIDField.length)
    case .sas: table(head + [TransportIDField.sasAddress], length: TransportIDField.length)
    case .iSCSI(let name, let isid):
      table(head + [TransportIDField.additionalLength], length: TransportIDField.iSCSIHeaderLength)
      let words = isid.map { "\(name), ISID \(hexadecimal($0, digits: 12))h" } ?? name
      text("ISCSI NAME", words, count: end - offset)
    }
    return true
  }
}
