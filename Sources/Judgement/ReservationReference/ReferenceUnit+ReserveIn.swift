import SCSIWire

/// PERSISTENT RESERVE IN (SPC-4 6.15). Registrations are listed in the order in which they were made; the standard wants none.
extension ReferenceUnit {
  mutating func reserveIn(cdb: [UInt8]) -> Outcome {
    let data: [UInt8]
    switch cdb[1] & 0x1F {
    case 0: data = readKeys()
    case 1: data = readReservation()
    case 2 where settings.dialect != .spc2: data = reportCapabilities()
    case 3 where settings.dialect != .spc2: data = readFullStatus()
    case 2, 3:
      apply(.actionUnknownToSPC2)
      return Outcome(.invalidFieldInCDB)
    default:
      apply(.actionReserved)
      return Outcome(.invalidFieldInCDB)
    }
    // ADDITIONAL LENGTH counts what is cut off, too.
    let allocationLength = Int(bigEndianNumber(cdb[7...8]))
    if data.count > allocationLength { apply(.allocationLengthCuts) }
    return Outcome(.good, data: Array(data.prefix(allocationLength)))
  }

  private mutating func readKeys() -> [UInt8] {
    apply(.readKeys)
    return withHeader(registrations.flatMap { bigEndianBytes($0.key, count: 8) })
  }

  private mutating func readReservation() -> [UInt8] {
    apply(reservations.isEmpty ? .readNoReservation : .readReservation)
    return withHeader(
      reservations.flatMap { reservation in
        if reservation.isAllRegistrants { apply(.allRegistrantsKeyReportedZero) }
        if reservation.address != 0 { apply(.scopeSpecificAddressReported) }
        let key = reservation.holder.flatMap(key(of:)) ?? 0
        let descriptor = bigEndianBytes(key, count: 8) + bigEndianBytes(UInt64(reservation.address), count: 4)
        return descriptor + [0, reservation.scope << 4 | reservation.type, 0, 0]
      })
  }

  private mutating func reportCapabilities() -> [UInt8] {
    apply(.reportCapabilities)
    // RLR_C, CRH, SIP_C, ATP_C, PTPL_C
    var capabilities: UInt8 = 0x80 | 0x08 | 0x04
    if settings.handlesCompatibly { capabilities |= 0x10 }
    if settings.persistsThroughPowerLoss { capabilities |= 0x01 }
    // TMV, ALLOW COMMANDS 011b (table 3 lets TEST UNIT READY through all types, MODE SENSE through Write Exclusive), PTPL_A
    let activity: UInt8 = 0x80 | 0x30 | (isPersistent ? 0x01 : 0)
    return [0x00, 0x08, capabilities, activity, 0x80 | 0x40 | 0x20 | 0x08 | 0x02, 0x01, 0, 0]
  }

  private mutating func readFullStatus() -> [UInt8] {
    apply(.readFullStatus)
    return withHeader(
      registrations.flatMap { registration in
        let held = reservations.first { holds(registration.nexus, $0) }
        let port = transportID(registration.nexus.initiatorPort)
        var descriptor = bigEndianBytes(registration.key, count: 8) + bigEndianBytes(0, count: 4)
        // R_HOLDER; scope and type are only the holder's. ALL_TG_PT would only merge descriptors.
        descriptor.append(held != nil ? 0x01 : 0)
        descriptor.append(held.map { $0.scope << 4 | $0.type } ?? 0)
        descriptor += bigEndianBytes(0, count: 4)
        descriptor += bigEndianBytes(UInt64(registration.nexus.targetPort), count: 2)
        descriptor += bigEndianBytes(UInt64(port.count), count: 4)
        return descriptor + port
      })
  }

  private func withHeader(_ items: [UInt8]) -> [UInt8] {
    bigEndianBytes(UInt64(generation), count: 4) + bigEndianBytes(UInt64(items.count), count: 4) + items
  }

  private func transportID(_ port: TransportID) -> [UInt8] {
    switch port {
    case .fibreChannel(let name):
      return [UInt8](repeating: 0, count: 8) + bigEndianBytes(name, count: 8) + [UInt8](repeating: 0, count: 8)
    case .sas(let address):
      return [0x06, 0, 0, 0] + bigEndianBytes(address, count: 8) + [UInt8](repeating: 0, count: 12)
    case .iSCSI(let name, let isid):
      var text = Array(name.utf8)
      if let isid {
        let digits = String(isid, radix: 16)
        text += Array(",i,0x".utf8) + Array(String(repeating: "0", count: 12 - digits.utf8.count).utf8) + Array(digits.utf8)
      }
      // At least one NUL ends the text, and the whole is a multiple of four of at least 24 bytes.
      let length = max(20, (text.count + 1 + 3) / 4 * 4)
      text += [UInt8](repeating: 0, count: length - text.count)
      return [isid == nil ? 0x05 : 0x45, 0] + bigEndianBytes(UInt64(length), count: 2) + text
    }
  }
}

/// A number, big-endian.
func bigEndianBytes(_ number: UInt64, count: Int) -> [UInt8] {
  (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
}
