/// Draws inputs: valid ones, damaged ones, past failures damaged anew, and random bytes.
struct Generator {
  static let lengthMax = 1 << 16
  /// Longer inputs of the corpus are not drawn again: their variations find little, and take long.
  private static let seedLengthMax = 1 << 12

  private var random: FuzzRandom
  /// The only entry wanted, or all of them.
  private let entry: Entry?
  private let corpus: [[UInt8]]

  init(seed: UInt64, entry: Entry? = nil, corpus: [[UInt8]] = []) {
    random = FuzzRandom(seed: seed)
    self.entry = entry
    self.corpus = corpus.filter { $0.count <= Self.seedLengthMax && entry ?? Entry(of: $0) == Entry(of: $0) }
  }

  mutating func next() -> [UInt8] {
    let entry = self.entry ?? random.pick(Entry.allCases)
    var input: [UInt8]
    switch random.below(16) {
    case 0: return [entry.rawValue] + random.bytes(random.below(random.flag() ? 32 : 512))
    case 1 where !corpus.isEmpty: input = random.pick(corpus)
    default: input = sample(entry)
    }
    if random.chance(70) { random.mutate(&input, with: sample(entry)) }
    return Array(input.prefix(Self.lengthMax))
  }

  /// A valid input.
  private mutating func sample(_ entry: Entry) -> [UInt8] {
    let body =
      switch entry {
      case .command: random.command()
      case .parameters: random.parameters()
      case .text: random.anyText()
      case .connection: random.connection()
      case .login: random.login()
      case .window: random.windowSteps()
      case .reservations: random.reservationSteps()
      case .disk: random.diskSteps()
      }
    return [entry.rawValue] + body
  }
}
