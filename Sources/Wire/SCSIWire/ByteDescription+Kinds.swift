extension ByteDescription {
  static func cdb(_ bytes: [UInt8]) -> ByteDescription {
    var problem = problem { () throws(WireError) in _ = try Command.decode(cdb: bytes) }
    // That no parameter list is at hand is no fault of the CDB.
    if problem?.kind != .cdb { problem = nil }
    guard let first = bytes.first else { return ByteDescription(.cdb, title: "empty CDB", fields: [], problem: problem) }
    let operation = OperationCode(rawValue: first)
    let serviceAction = serviceActionCode(bytes)
    let fields = operation?.fields(serviceAction: serviceAction) ?? [CDBField.operationCode]
    return ByteDescription(
      .cdb, title: title(ofCDB: bytes),
      fields: fields.map { DescribedField($0, in: bytes) }
        + DescribedField.rest(
          of: bytes, from: operation?.cdbLength ?? 1, name: operation == nil ? "(not decoded)" : "(beyond the CDB)"),
      problem: problem)
  }

  /// The service action of a CDB whose operation code has them: always the same five bits.
  private static func serviceActionCode(_ bytes: [UInt8]) -> UInt8? {
    guard bytes.count > 1, OperationCode(rawValue: bytes[0])?.serviceActions.isEmpty == false else { return nil }
    return UInt8(bytes[CDBField.reserveInServiceAction])
  }

  private static func title(ofCDB bytes: [UInt8]) -> String {
    let name = operationName(bytes[0]) ?? "unknown command"
    guard let operation = OperationCode(rawValue: bytes[0]), let code = serviceActionCode(bytes),
      let serviceAction = serviceActionName(operation, code)
    else { return name }
    return "\(name), \(serviceAction)"
  }

  static func parameterData<Item: PersistentReserveInItem>(
    _ bytes: [UInt8], of item: Item.Type, itemFields: [Field]
  ) -> ByteDescription {
    var fields = [ReserveInField.generation, ReserveInField.additionalLength].map { DescribedField($0, in: bytes) }
    do {
      let data = try PersistentReserveInData<Item>.decode(bytes)
      var offset = ReserveInField.headerLength
      for _ in data.items {
        fields += itemFields.map { DescribedField($0, in: bytes, at: offset) }
        offset += Item.encodedLength
      }
      let restName = data.omittedItemCount > 0 ? "(cut off)" : "(beyond the data)"
      fields += DescribedField.rest(of: bytes, from: offset, name: restName)
      let count = data.items.count == 1 ? "1 item" : "\(data.items.count) items"
      let omitted = data.omittedItemCount > 0 ? ", \(data.omittedItemCount) more cut off" : ""
      let title = "\(Item.kind.name): \(count)\(omitted)"
      return ByteDescription(Item.kind, title: title, fields: fields, problem: nil)
    } catch {
      fields += DescribedField.rest(of: bytes, from: ReserveInField.headerLength, name: "(not decoded)")
      return ByteDescription(Item.kind, title: Item.kind.name, fields: fields, problem: error)
    }
  }

  static func sense(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    let rest: String
    switch bytes.isEmpty ? 0 : bytes[SenseField.responseCode] {
    case 0x70, 0x71:
      let length = SenseField.additionalLength.offset
      let announced = bytes.count > length ? SenseField.headerLength + Int(bytes[length]) : SenseField.headerLength
      lister.table(SenseField.fixed.filter { $0.offset < max(announced, bytes.count) }, length: 0)
      rest = "ADDITIONAL SENSE BYTES"
    case 0x72, 0x73:
      lister.table(SenseField.descriptor, length: SenseField.headerLength)
      while lister.senseDescriptor() {}
      rest = "SENSE DATA DESCRIPTORS"
    default:
      lister.table([SenseField.responseCode], length: 1)
      rest = "(not decoded)"
    }
    do {
      let data = try SenseData.decode(bytes)
      let information = data.information.map { ", information \(hexadecimal($0, digits: 8))h" } ?? ""
      let pointer = data.fieldPointer.map { ", byte \($0.byte) of the \($0.isInCommand ? "CDB" : "data-out")" } ?? ""
      return lister.description(.sense, title: "sense data: \(data.sense)\(information)\(pointer)", rest: rest)
    } catch {
      return lister.description(.sense, rest: rest, problem: error)
    }
  }

  static func problem(_ decode: () throws(WireError) -> Void) -> WireError? {
    do {
      try decode()
      return nil
    } catch {
      return error
    }
  }
}

extension FieldLister {
  /// The descriptor that begins here; false where there is one of a type that is not decoded, or none.
  fileprivate mutating func senseDescriptor() -> Bool {
    guard left >= SenseField.descriptorHeaderLength else { return false }
    switch bytes[SenseField.descriptorType, at: offset] {
    case 0 where left >= SenseField.informationLength:
      table(SenseField.informationDescriptor, length: SenseField.informationLength)
    case SenseField.keySpecificType where left >= SenseField.keySpecificLength:
      table(SenseField.keySpecificDescriptor, length: SenseField.keySpecificLength)
    default: return false
    }
    return true
  }
}
