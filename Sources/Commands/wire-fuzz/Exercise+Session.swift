import ISCSIWire

/// The target of the logins.
enum FuzzTarget {
  static let name = "iqn.2026-11.org.example:fuzz"
  static let initiator = CHAPCredentials(name: "host", secret: Array("a secret of the host".utf8))
  static let target = CHAPCredentials(name: "array", secret: Array("a secret of the array".utf8))
  static let challenge = CHAPChallenge(identifier: 7, octets: (0..<16).map { $0 })

  /// Bit 0: with CHAP; bit 1: which is mutual; bit 2: nothing left to the initiator.
  static func policy(_ flags: UInt8) -> LoginPolicy {
    var policy = LoginPolicy(targetName: name, portalGroupTag: 1)
    if flags & 1 != 0 { policy.chap = initiator }
    if flags & 2 != 0 { policy.mutualCHAP = target }
    if flags & 4 != 0 { (policy.initialR2T, policy.immediateData, policy.targetAlias) = (true, false, "fuzz") }
    return policy
  }

  /// Sixteen bytes that depend on all of `bytes`: as good as MD5 where nobody attacks.
  @Sendable static func digest(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { round in
      let check = CRC32C(of: bytes + [UInt8(round)]).value
      return (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) }
    }
  }
}

/// A byte of flags, then requests: a byte as in a login request's byte 1, one of faults, and a piece of text.
func exerciseLogin(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  var login = LoginNegotiation(
    FuzzTarget.policy(reader.byte()), challenge: FuzzTarget.challenge, digest: { FuzzTarget.digest($0 == .md5 ? $1 : [7] + $1) })
  while !reader.isEmpty {
    let request = loginRequest(reader.byte(), faults: reader.byte())
    switch login.receive(request, text: reader.piece()) {
    case .answer(_, let text): try requirePairs(text)
    case .refused:
      guard case .refused = login.receive(request, text: []) else { throw Discrepancy("a login goes on after its refusal") }
      return .refused
    case .established(_, let text, var parameters):
      try requirePairs(text)
      guard case .refused = login.receive(request, text: []) else { throw Discrepancy("a login goes on after its end") }
      guard parameters.firstBurstLength <= parameters.maxBurstLength else {
        throw Discrepancy("\(parameters.firstBurstLength) bytes of a burst of \(parameters.maxBurstLength)")
      }
      while !reader.isEmpty {
        if let pairs = try? [TextPair](decoding: reader.piece()) { try requirePairs(parameters.renegotiate(pairs).encoded) }
      }
      return .decoded
    }
  }
  return .refused
}

private func loginRequest(_ flags: UInt8, faults: UInt8) -> LoginRequest {
  LoginRequest.with {
    $0.transits = flags & 0x80 != 0
    $0.continues = flags & 0x40 != 0
    $0.currentStage = LoginStage(rawValue: flags >> 2 & 3)
    $0.nextStage = LoginStage(rawValue: flags & 3)
    $0.versionMin = faults == 0xFF ? 1 : 0
    $0.isid = ISID(rawValue: faults == 0xFE ? 1 : 0x8000_0000_0001)
    $0.initiatorTaskTag = 1
  }
}

/// An initiator must be able to read what the target answers.
private func requirePairs(_ text: [UInt8]) throws(Discrepancy) {
  guard (try? [TextPair](decoding: text))?.encoded == text else { throw Discrepancy("the answer \(text) cannot be read") }
}

/// A byte for the window's capacity, four for the first number, then bytes: the top two bits say what happens.
func exerciseWindow(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let capacity = 1 + Int(reader.byte() & 31)
  let first = reader.bytes(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
  var window = CommandWindow<SerialNumber>(expecting: SerialNumber(first), capacity: capacity)
  var (waiting, running) = (0, 0)
  var reception = Reception.refused
  while !reader.isEmpty {
    let step = reader.byte()
    switch step >> 6 {
    case 0, 1:
      let cmdSN = window.expected.advanced(by: Int(step & 0x7F) - 32)
      if case .ignored = window.receive(cmdSN, cmdSN: cmdSN) { break }
      waiting += 1
    case 2:
      let expected = window.expected
      guard let command = window.nextInOrder() else { break }
      (waiting, running, reception) = (waiting - 1, running + 1, .decoded)
      guard command == expected else { throw Discrepancy("\(command) is delivered where \(expected) is due") }
    default:
      guard running > 0 else { break }
      running -= 1
      window.commandFinished()
    }
    guard waiting + running <= capacity else { throw Discrepancy("\(waiting + running) commands in a window of \(capacity)") }
    guard window.maximum.advanced(by: 1).distance(from: window.expected) == UInt32(capacity - running) else {
      throw Discrepancy("the window reaches from \(window.expected) to \(window.maximum) with \(running) under way")
    }
  }
  return reception
}
