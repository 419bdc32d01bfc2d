import ISCSIWire
import Testing

/// Bytes written as in the standard: two hexadecimal digits each, with any blanks between.
func bytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the inputs of a property test follow from its seed.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func word() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(word() % UInt64(bound)) }
  mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: word()) } }
}

/// All PDUs in `stream`, received at once.
func decodeAll(_ stream: [UInt8], digests: Digests = .none) throws -> [PDU] {
  var decoder = PDUDecoder(dataLengthMax: PDU.dataLengthMax, digests: digests)
  decoder.receive(stream)
  var found: [PDU] = []
  while let pdu = try decoder.next() { found.append(pdu) }
  return found
}
