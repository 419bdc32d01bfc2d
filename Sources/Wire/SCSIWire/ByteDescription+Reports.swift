/// Lists of descriptors that a logical unit returns or takes.
extension ByteDescription {
  static func unmapList(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table([UnmapField.dataLength, UnmapField.descriptorLength], length: UnmapField.headerLength)
    do {
      for _ in try UnmapList.decode(bytes).descriptors {
        lister.table(UnmapField.descriptor, length: UnmapField.encodedLength)
      }
      return lister.description(.unmapList, rest: "(beyond the list)")
    } catch {
      return lister.description(.unmapList, rest: "(not decoded)", problem: error)
    }
  }

  static func lbaStatus(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table([LBAStatusField.length], length: LBAStatusField.headerLength)
    do {
      for _ in try LBAStatusData.decode(bytes).descriptors {
        lister.table(LBAStatusField.descriptor, length: LBAStatusField.encodedLength)
      }
      return lister.description(.lbaStatus)
    } catch {
      return lister.description(.lbaStatus, rest: "(not decoded)", problem: error)
    }
  }

  static func targetPortGroups(_ bytes: [UInt8]) -> ByteDescription {
    typealias Fields = TargetPortGroupField
    var lister = FieldLister(bytes)
    // A group's descriptor begins with an access state, so that format type 1 in its place is an extended header.
    let isExtended = bytes.count >= Fields.extendedHeaderLength && bytes[Fields.format] == 1
    lister.table(
      isExtended ? Fields.extendedHeader : Fields.header,
      length: isExtended ? Fields.extendedHeaderLength : Fields.headerLength)
    do {
      for group in try TargetPortGroupsData.decode(bytes, extendedHeader: true).groups {
        lister.table(Fields.descriptor, length: Fields.groupLength)
        for _ in group.ports { lister.table([Fields.port], length: Fields.portLength) }
      }
      return lister.description(.targetPortGroups)
    } catch {
      return lister.description(.targetPortGroups, rest: "(not decoded)", problem: error)
    }
  }

  static func supportedOperationCodes(_ bytes: [UInt8]) -> ByteDescription {
    typealias Fields = OperationCodesField
    var lister = FieldLister(bytes)
    lister.table([Fields.dataLength], length: Fields.headerLength)
    while lister.left >= Fields.descriptorLength {
      let hasTimeouts = bytes.isSet(Fields.hasTimeouts, at: lister.offset)
      lister.table(Fields.descriptor, length: Fields.descriptorLength)
      if hasTimeouts { lister.table(Fields.timeouts, length: Fields.timeoutsEncodedLength) }
    }
    return lister.description(.supportedOperationCodes, rest: "(cut off)")
  }

  static func supportedOperationCode(_ bytes: [UInt8]) -> ByteDescription {
    typealias Fields = OperationCodesField
    var lister = FieldLister(bytes)
    lister.table(Fields.one, length: Fields.headerLength)
    guard lister.left > 0 else { return lister.description(.supportedOperationCode) }
    lister.raw("CDB USAGE DATA", count: Int(bytes[Fields.cdbSize]))
    if bytes.isSet(Fields.oneHasTimeouts), lister.left > 0 {
      lister.table(Fields.timeouts, length: Fields.timeoutsEncodedLength)
    }
    return lister.description(.supportedOperationCode)
  }
}
