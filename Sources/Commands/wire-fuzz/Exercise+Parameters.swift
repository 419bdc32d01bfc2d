import SCSIWire

/// The first byte says what the rest is.
func exerciseParameters(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let kind = ByteKind.allCases[Int(reader.byte()) % ByteKind.allCases.count]
  let bytes = reader.remainder()
  let description = ByteDescription(bytes, as: kind)
  _ = description.lines
  for field in description.fields where field.length < 0 || field.offset < 0 {
    throw Discrepancy("\(kind.name): the field \(field.name) has \(field.length) bytes at \(field.offset)")
  }
  switch kind {
  case .cdb: return .refused
  case .sense: return try exerciseSense(bytes)
  case .parameterList, .registerAndMoveList, .transportID: return try exerciseTransportIDs(bytes, kind)
  case .vitalProductData: return try exercisePage(bytes)
  case .modeParameters6: return try exerciseMode(bytes, .six)
  case .modeParameters10: return try exerciseMode(bytes, .ten)
  case .unmapList: return try roundTrip(bytes, decode: UnmapList.decode, encode: { $0.encoded() })
  case .readKeys: return try roundTrip(bytes, decode: ReadKeysData.decode, encode: { $0.encoded() })
  case .readReservation: return try roundTrip(bytes, decode: ReadReservationData.decode, encode: { $0.encoded() })
  case .readFullStatus: return try exerciseFullStatus(bytes)
  case .reportCapabilities:
    return try roundTrip(bytes, decode: PersistentReservationCapabilities.decode, encode: { $0.encoded() })
  case .inquiry: return try roundTrip(bytes, decode: InquiryData.decode, encode: { $0.encoded() })
  case .readCapacity10: return try roundTrip(bytes, decode: ReadCapacity10Data.decode, encode: { $0.encoded() })
  case .readCapacity16: return try roundTrip(bytes, decode: ReadCapacity16Data.decode, encode: { $0.encoded() })
  case .reportLuns: return try roundTrip(bytes, decode: ReportLunsData.decode, encode: { $0.encoded() })
  case .lbaStatus: return try roundTrip(bytes, decode: LBAStatusData.decode, encode: { $0.encoded() })
  case .targetPortGroups: return try exerciseGroups(bytes)
  // These are described, and never decoded.
  case .supportedOperationCodes, .supportedOperationCode: return description.problem == nil ? .decoded : .refused
  }
}

private func exerciseSense(_ bytes: [UInt8]) throws(Discrepancy) -> Reception {
  let reception = try roundTrip(bytes, decode: SenseData.decode, encode: { $0.encoded(.descriptor) })
  // The fixed format has 32 bits for what the descriptor format has 64.
  if let data = try? SenseData.decode(bytes), data.information ?? 0 <= UInt32.max {
    _ = try roundTrip(data.encoded(.fixed), decode: SenseData.decode, encode: { $0.encoded(.fixed) })
  }
  return reception
}

private func exerciseTransportIDs(_ bytes: [UInt8], _ kind: ByteKind) throws(Discrepancy) -> Reception {
  switch kind {
  case .transportID: return try roundTrip(bytes, decode: TransportID.decode, encode: { $0.encoded() })
  default:
    let request =
      kind == .registerAndMoveList
      ? PersistentReserveOut(.registerAndMove) : PersistentReserveOut(.register, specifyInitiatorPorts: true)
    return try roundTrip(
      bytes, decode: request.transportIDs(inParameterList:),
      encode: { Command.persistentReserveOut(request).encodedParameterList(transportIDs: $0) })
  }
}

private func exerciseFullStatus(_ bytes: [UInt8]) throws(Discrepancy) -> Reception {
  _ = (try? FullStatusData.decode(bytes))?.encoded()
  // A TransportID can be encoded in more bytes than it came in, and then not all that is omitted can be counted.
  func decode(_ bytes: [UInt8]) throws(WireError) -> FullStatusData {
    var data = try FullStatusData.decode(bytes)
    data.omittedByteCount = min(data.omittedByteCount, 1 << 31)
    return data
  }
  return try roundTrip(bytes, decode: decode, encode: { $0.encoded() })
}

private func exercisePage(_ bytes: [UInt8]) throws(Discrepancy) -> Reception {
  func trip<Page: VitalProductDataPage>(_: Page.Type) throws(Discrepancy) -> Reception {
    // Designators can be encoded in more bytes than they came in, and a page ends at 65,535.
    guard bytes.count < 1 << 15 else { return (try? Page.decode(bytes))?.encoded() == nil ? .refused : .decoded }
    return try roundTrip(bytes, decode: Page.decode, encode: { $0.encoded() })
  }
  return switch bytes.dropFirst().first {
  case SupportedPagesVPD.pageCode: try trip(SupportedPagesVPD.self)
  case UnitSerialNumberVPD.pageCode: try trip(UnitSerialNumberVPD.self)
  case DeviceIdentificationVPD.pageCode: try trip(DeviceIdentificationVPD.self)
  case BlockLimitsVPD.pageCode: try trip(BlockLimitsVPD.self)
  case BlockDeviceCharacteristicsVPD.pageCode: try trip(BlockDeviceCharacteristicsVPD.self)
  case LogicalBlockProvisioningVPD.pageCode: try trip(LogicalBlockProvisioningVPD.self)
  default: .refused
  }
}

private func exerciseMode(_ bytes: [UInt8], _ form: ModeForm) throws(Discrepancy) -> Reception {
  let data = try roundTrip(
    bytes, decode: { (bytes) throws(WireError) in try ModeParameters.decode(bytes, form) }, encode: { $0.encoded(form) })
  let list = try roundTrip(
    bytes, decode: { (bytes) throws(WireError) in try ModeParameters.decodeList(bytes, form) },
    encode: { $0.encodedList(form) })
  return data == .decoded || list == .decoded ? .decoded : .refused
}

private func exerciseGroups(_ bytes: [UInt8]) throws(Discrepancy) -> Reception {
  _ = try roundTrip(
    bytes, decode: { (bytes) throws(WireError) in try TargetPortGroupsData.decode(bytes) }, encode: { $0.encoded() })
  return try roundTrip(
    bytes, decode: { (bytes) throws(WireError) in try TargetPortGroupsData.decode(bytes, extendedHeader: true) },
    encode: { $0.encoded() })
}
