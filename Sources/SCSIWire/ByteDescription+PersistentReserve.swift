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
    var described = fields.map { DescribedField($0, in: bytes) }
    var end = start
    if place != nil {
      let ids = transportIDs(in: bytes, from: start, kind: kind)
      described += ids.fields
      end = ids.end
    }
    return ByteDescription(
      kind, title: kind.name,
      fields: described + DescribedField.rest(of: bytes, from: end, name: "(beyond the list)"),
      problem: problem { () throws(WireError) in _ = try Command.decode(cdb: cdb, parameterList: bytes) })
  }

  static func transportID(_ bytes: [UInt8]) -> ByteDescription {
    let (fields, end) = transportIDs(in: bytes, from: 0, kind: .transportID, countMax: 1)
    return ByteDescription(
      .transportID, title: ByteKind.transportID.name,
      fields: fields + DescribedField.rest(of: bytes, from: end, name: "(beyond the TransportID)"),
      problem: problem { () throws(WireError) in _ = try TransportID.decode(bytes) })
  }

  /// The fields of TransportIDs one after the other, as far as they decode, and where they end.
  private static func transportIDs(
    in bytes: [UInt8], from start: Int, kind: ByteKind, countMax: Int = .max
  ) -> (fields: [DescribedField], end: Int) {
    var fields: [DescribedField] = []
    var (next, count) = (start, 0)
    while count < countMax,
      let (id, end) = try? TransportID.decode(bytes, at: next, end: bytes.count, kind: kind)
    {
      fields += DescribedField.transportID(id, in: bytes, at: next, end: end)
      (next, count) = (end, count + 1)
    }
    return (fields, next)
  }

  static func reportCapabilities(_ bytes: [UInt8]) -> ByteDescription {
    ByteDescription(
      .reportCapabilities, title: ByteKind.reportCapabilities.name,
      fields: CapabilitiesField.all.map { DescribedField($0, in: bytes) }
        + DescribedField.rest(of: bytes, from: CapabilitiesField.encodedLength, name: "(beyond the data)"),
      problem: problem { () throws(WireError) in _ = try PersistentReservationCapabilities.decode(bytes) })
  }

  static func readFullStatus(_ bytes: [UInt8]) -> ByteDescription {
    var fields = [ReserveInField.generation, ReserveInField.additionalLength].map { DescribedField($0, in: bytes) }
    do {
      let data = try FullStatusData.decode(bytes)
      var start = ReserveInField.headerLength
      for descriptor in data.descriptors {
        fields += FullStatusField.all.map { DescribedField($0, in: bytes, at: start) }
        let idStart = start + FullStatusField.headerLength
        let end = idStart + Int(bytes[FullStatusField.additionalLength, at: start])
        fields += DescribedField.transportID(descriptor.transportID, in: bytes, at: idStart, end: end)
        start = end
      }
      let isCut = data.omittedByteCount > 0
      fields += DescribedField.rest(of: bytes, from: start, name: isCut ? "(cut off)" : "(beyond the data)")
      let count = data.descriptors.count == 1 ? "1 item" : "\(data.descriptors.count) items"
      let omitted = isCut ? ", \(data.omittedByteCount) more bytes cut off" : ""
      let title = "\(ByteKind.readFullStatus.name): \(count)\(omitted)"
      return ByteDescription(.readFullStatus, title: title, fields: fields, problem: nil)
    } catch {
      fields += DescribedField.rest(of: bytes, from: ReserveInField.headerLength, name: "(not decoded)")
      return ByteDescription(.readFullStatus, title: ByteKind.readFullStatus.name, fields: fields, problem: error)
    }
  }
}

extension DescribedField {
  /// The fields of a TransportID that decoded.
  fileprivate static func transportID(_ id: TransportID, in bytes: [UInt8], at start: Int, end: Int) -> [DescribedField] {
    let head = [TransportIDField.format, TransportIDField.transport].map { DescribedField($0, in: bytes, at: start) }
    switch id {
    case .fibreChannel: return head + TransportIDField.fibreChannel.map { DescribedField($0, in: bytes, at: start) }
    case .sas: return head + TransportIDField.sas.map { DescribedField($0, in: bytes, at: start) }
    case .iSCSI(let name, let isid):
      var text = DescribedField(
        name: "ISCSI NAME", bytes: bytes, from: start + TransportIDField.iSCSIHeaderLength, to: end)
      text.value = isid.map { "\(name), ISID \(hexadecimal($0, digits: 12))h" } ?? name
      return head + [DescribedField(TransportIDField.additionalLength, in: bytes, at: start), text]
    }
  }
}
