/// SplitMix64 (Steele, Lea, Flood 2014): the inputs are a function of the seed.
struct FuzzRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number in `0..<bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True `percent` times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element where C.Index == Int {
    choices[choices.startIndex + below(choices.count)]
  }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }

  /// Mostly a small number, often one at the edge of what fits, else any.
  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type = Number.self) -> Number {
    switch below(8) {
    case 0...3: Number(truncatingIfNeeded: below(9))
    case 4: Number.max - Number(truncatingIfNeeded: below(3))
    case 5: (1 as Number) << Number(truncatingIfNeeded: below(Number.bitWidth))
    default: Number(truncatingIfNeeded: next())
    }
  }

  mutating func flag() -> Bool { next() & 1 == 0 }

  /// Up to `most - 1` elements.
  mutating func list<Element>(_ most: Int, _ element: (inout FuzzRandom) -> Element) -> [Element] {
    (0..<below(most)).map { _ in element(&self) }
  }

  /// Characters of all widths, and some that are not allowed where they are.
  mutating func text(_ most: Int) -> String {
    let alphabet = Array("abcxyz0129.-:,=~ AZ\u{7F}\u{1}\0é\u{301}漢😀".unicodeScalars)
    return String(String.UnicodeScalarView(list(most) { $0.pick(alphabet) }))
  }
}
