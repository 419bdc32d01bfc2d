import SCSIWire

extension ReferenceUnit {
  /// The TransportIDs after the fixed part of a list: many with SPEC_I_PT, exactly one of REGISTER AND MOVE.
  mutating func parsedPorts(_ list: [UInt8], isMove: Bool) -> Result<[TransportID], Refusal> {
    let start = isMove ? 24 : 28
    guard list.count >= start else {
      apply(.listLengthWrong)
      return .failure(Refusal(completion: .listLengthError))
    }
    let length = Int(bigEndianNumber(list[(start - 4)..<start]))
    guard start + length <= list.count else {
      apply(isMove ? .moveBadLength : .listLengthWrong)
      return .failure(Refusal(completion: .listLengthError))
    }
    guard !isMove || (length >= 24 && length % 4 == 0) else {
      apply(.moveBadLength)
      return .failure(Refusal(completion: .invalidFieldInList))
    }
    var rest = Array(list[start..<(start + length)])
    var ports: [TransportID] = []
    while !rest.isEmpty {
      switch firstPort(in: rest) {
      case .failure(let refusal): return .failure(refusal)
      case .success(let found):
        ports.append(found.port)
        rest.removeFirst(found.length)
      }
      if isMove && !rest.isEmpty {
        apply(.moveBadLength)
        return .failure(Refusal(completion: .invalidFieldInList))
      }
    }
    return .success(ports)
  }

  /// The TransportID that the bytes begin with, and its length (SPC-4 7.6.4). One that is cut off is an error of the list's
  /// length, one of another form an invalid field (SPC-4 6.16.3).
  private func firstPort(in bytes: [UInt8]) -> Result<(port: TransportID, length: Int), Refusal> {
    guard bytes.count >= 24 else { return .failure(Refusal(completion: .listLengthError)) }
    // FORMAT CODE and PROTOCOL IDENTIFIER; the bits between them are reserved.
    switch bytes[0] & 0xCF {
    case 0x00: return .success((.fibreChannel(bigEndianNumber(bytes[8...15])), 24))
    case 0x06: return .success((.sas(bigEndianNumber(bytes[4...11])), 24))
    case 0x05, 0x45:
      let length = 4 + Int(bigEndianNumber(bytes[2...3]))
      guard length >= 24, length % 4 == 0 else { return .failure(Refusal(completion: .invalidFieldInList)) }
      guard length <= bytes.count else { return .failure(Refusal(completion: .listLengthError)) }
      guard let end = bytes[4..<length].firstIndex(of: 0),
        let text = String(validating: bytes[4..<end], as: UTF8.self),
        let port = iSCSIPort(text, hasISID: bytes[0] & 0x40 != 0)
      else { return .failure(Refusal(completion: .invalidFieldInList)) }
      return .success((port, length))
    default: return .failure(Refusal(completion: .invalidFieldInList))
    }
  }

  /// `name`, or `name,i,0x` and the digits of the ISID.
  private func iSCSIPort(_ text: String, hasISID: Bool) -> TransportID? {
    if !hasISID { return (1...223).contains(text.utf8.count) ? .iSCSI(name: text, isid: nil) : nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 3, (1...223).contains(parts[0].utf8.count), parts[1] == "i", parts[2].hasPrefix("0x") else {
      return nil
    }
    let digits = parts[2].dropFirst(2)
    guard (1...12).contains(digits.utf8.count), digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let isid = UInt64(digits, radix: 16)
    else { return nil }
    return .iSCSI(name: String(parts[0]), isid: isid)
  }

  /// The ports that a TransportID of SPEC_I_PT means: an iSCSI name without ISID means every known port of that name
  /// (SPC-4 7.6.4.6).
  func portsMeant(by port: TransportID) -> [TransportID] {
    guard case .iSCSI(let name, nil) = port else { return [port] }
    var ports: [TransportID] = []
    for nexus in knownNexuses {
      guard case .iSCSI(name, .some) = nexus.initiatorPort, !ports.contains(nexus.initiatorPort) else { continue }
      ports.append(nexus.initiatorPort)
    }
    return ports
  }
}
