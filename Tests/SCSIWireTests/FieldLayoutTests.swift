import Testing

@testable import SCSIWire

/// Tables of fields checked as tables: no field may overlap another or leave the bytes that it belongs to.
struct FieldLayoutTests {
  private func check(_ fields: [Field], length: Int, _ name: String) {
    var taken = [UInt8](repeating: 0, count: length)
    for field in fields {
      #expect(field.bytes.upperBound < length, "\(name): \(field.name) leaves the \(length) bytes")
      #expect(field.bytes.count <= 8 && field.bits.upperBound < field.bytes.count * 8, "\(name): \(field.name)")
      guard field.bytes.upperBound < length else { continue }
      #expect(taken[field] == 0, "\(name): \(field.name) overlaps another field")
      taken[field] = field.mask
    }
  }

  private func check<Table: FieldTable>(_: Table.Type, length: Int, header: [Field] = []) {
    check(header + Table.fields, length: length, "\(Table.self)")
  }

  @Test func `the fields of every CDB lie apart and within it`() {
    for command in SupportedCommand.all {
      let operation = command.operationCode
      check(operation.fields(serviceAction: command.serviceAction), length: operation.cdbLength, command.operationCode.name)
    }
  }

  @Test func `the fields of every fixed table lie apart and within its length`() {
    check(PersistentReservationCapabilities.describedFields, length: 8, "REPORT CAPABILITIES")
    check(InquiryData.describedFields, length: 8, "INQUIRY")
    let header = VitalProductDataField.header
    check(BlockLimitsVPD.self, length: 64, header: header)
    check(BlockDeviceCharacteristicsVPD.self, length: 64, header: header)
    check(LogicalBlockProvisioningVPD.self, length: 8, header: header)
    check(ReadCapacity10Data.self, length: 8)
    check(ReadCapacity16Data.self, length: 32)
    let page = [ModePageField.savable, ModePageField.hasSubpage, ModePageField.code, ModePageField.length]
    check(CachingPage.self, length: 20, header: page)
    check(ControlPage.self, length: 12, header: page)
    check(InformationalExceptionsPage.self, length: 12, header: page)
  }

  @Test func `the fields of every list and descriptor lie apart and within its length`() {
    check(ParameterListField.all + [ParameterListField.transportIDLength], length: 28, "PERSISTENT RESERVE OUT list")
    check(MoveListField.all, length: 24, "REGISTER AND MOVE list")
    check(FullStatusField.all, length: 24, "READ FULL STATUS")
    check(ReservationDescriptor.fields, length: 16, "READ RESERVATION")
    check(SenseField.fixed, length: 18, "fixed sense")
    check(SenseField.descriptor, length: 8, "descriptor sense")
    check(DesignatorField.all, length: 4, "designator")
    check(ModeHeaderFields.six.all, length: 4, "mode header of 6 bytes")
    check(ModeHeaderFields.ten.all, length: 8, "mode header of 10 bytes")
    check(TargetPortGroupField.extendedHeader, length: 8, "REPORT TARGET PORT GROUPS")
    check(TargetPortGroupField.descriptor, length: 8, "target port group")
    check(OperationCodesField.descriptor, length: 8, "command descriptor")
    check(OperationCodesField.one, length: 4, "one command")
    check(OperationCodesField.timeouts, length: 12, "command timeouts")
    check(UnmapField.descriptor, length: 16, "UNMAP")
    check(LBAStatusField.descriptor, length: 16, "GET LBA STATUS")
  }

  private func checkRandom<Table: FieldTable & Equatable>(_: Table.Type, length: Int) {
    for seed in UInt64(0)..<200 {
      var words = Words(seed: seed)
      let bytes = words.bytes(length)
      let table = Table(fieldsOf: bytes)
      #expect(Table(fieldsOf: table.encodedFields(length: length)) == table, "\(Table.self), seed \(seed)")
      // Each bit of a field comes back, and no other bit does.
      var mask = [UInt8](repeating: 0, count: length)
      for field in Table.fields { mask[field] = field.mask }
      #expect(table.encodedFields(length: length) == zip(bytes, mask).map { $0 & $1 }, "\(Table.self), seed \(seed)")
    }
  }

  @Test func `every field of a fixed table survives, whatever its bits`() {
    checkRandom(PersistentReservationCapabilities.self, length: 8)
    checkRandom(InquiryData.self, length: 8)
    checkRandom(BlockLimitsVPD.self, length: 64)
    checkRandom(BlockDeviceCharacteristicsVPD.self, length: 64)
    checkRandom(LogicalBlockProvisioningVPD.self, length: 8)
    checkRandom(ReadCapacity10Data.self, length: 8)
    checkRandom(ReadCapacity16Data.self, length: 32)
    checkRandom(CachingPage.self, length: 20)
    checkRandom(ControlPage.self, length: 12)
    checkRandom(InformationalExceptionsPage.self, length: 12)
  }
}
