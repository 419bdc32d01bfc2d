/// How a valid input is damaged. Random bytes alone never pass the first checks.
extension FuzzRandom {
  private static let edges: [UInt8] = [0x00, 0x01, 0x04, 0x07, 0x08, 0x10, 0x18, 0x20, 0x3F, 0x40, 0x7F, 0x80, 0xF0, 0xFE, 0xFF]

  /// One to four changes behind the first byte, which says what the input is for.
  mutating func mutate(_ input: inout [UInt8], with other: [UInt8]) {
    for _ in 0...below(4) {
      guard input.count > 1 else {
        input += bytes(1 + below(32))
        continue
      }
      let place = 1 + below(input.count - 1)
      switch below(10) {
      case 0, 1: input[place] ^= 1 << UInt8(below(8))
      case 2, 3: input[place] = pick(Self.edges)
      case 4: input[place] = byte()
      case 5: input[place] &+= flag() ? 1 : 255
      case 6: writeNumber(into: &input, at: place)
      case 7: input.removeSubrange(place..<min(input.count, place + 1 + below(flag() ? 4 : 32)))
      case 8: input.insert(contentsOf: flag() ? bytes(1 + below(8)) : piece(of: input), at: place)
      default:
        if flag() { input.removeSubrange(place...) } else { input.replaceSubrange(place..., with: piece(of: other)) }
      }
    }
  }

  /// A big-endian number of two, four or eight bytes: lengths and addresses have these sizes.
  private mutating func writeNumber(into input: inout [UInt8], at place: Int) {
    let size = pick([2, 4, 8])
    let value =
      switch size {
      case 2: UInt64(number(UInt16.self))
      case 4: UInt64(number(UInt32.self))
      default: number(UInt64.self)
      }
    for index in place..<min(input.count, place + size) {
      input[index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (size - 1 - (index - place))))
    }
  }

  private mutating func piece(of input: [UInt8]) -> [UInt8] {
    guard !input.isEmpty else { return [] }
    return Array(input.dropFirst(below(input.count)).prefix(1 + below(64)))
  }
}
