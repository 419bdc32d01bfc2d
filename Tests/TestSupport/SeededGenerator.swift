/// SplitMix64 (Steele, Lea, Flood 2014), for tests: a property test is a function of its seed, which its failure prints.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number in `0..<bound`; 0 if there is none.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// True `percent` times in a hundred.
  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  public mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  /// One of the choices, as often as its weight says.
  public mutating func pick<T>(weighted choices: [(Int, T)]) -> T {
    var left = below(choices.reduce(0) { $0 + $1.0 })
    for (weight, choice) in choices {
      if left < weight { return choice }
      left -= weight
    }
    return choices[0].1
  }
}

/// Seeds of a property test: more where the optimizer is on.
public func seeds(_ debugCount: UInt64) -> Range<UInt64> {
  #if DEBUG
    0..<debugCount
  #else
    0..<debugCount * 20
  #endif
}
