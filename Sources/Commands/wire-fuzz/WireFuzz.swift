import Foundation

/// wire-fuzz [--inputs N] [--seed N] [--entry NAME] [--corpus FOLDER] [FILE...]
///
/// Feeds the decoders and what is behind them with inputs drawn from a seed, or with those of the files. Ends with a trap, or
/// with status 1, where one of them breaks a promise.
#if !COVERAGE_GUIDED
  @main
#endif
struct WireFuzz {
  var inputs = 10_000_000
  var seed: UInt64 = 1
  var entry: Entry?
  var corpus = "Tests/WireFuzzTests/Corpus"
  var files: [String] = []

  static func main() {
    do {
      let fuzz = try WireFuzz(Array(CommandLine.arguments.dropFirst()))
      try fuzz.files.isEmpty ? fuzz.run() : fuzz.replay()
    } catch {
      say("wire-fuzz: \(error)", to: .standardError)
      exit(1)
    }
  }

  init(_ arguments: [String]) throws(Discrepancy) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        files.append(argument)
        continue
      }
      guard let value = rest.popFirst(), set(argument, value) else {
        throw Discrepancy(
          "\(argument): one of --inputs N, --seed N, --corpus FOLDER, --entry "
            + Entry.allCases.map(\.name).joined(separator: "|"))
      }
    }
  }

  private mutating func set(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--inputs": inputs = Int(value) ?? -1
    case "--seed": seed = UInt64(value) ?? 0
    case "--corpus": corpus = value
    case "--entry": entry = Entry.allCases.first { $0.name == value }
    default: return false
    }
    return inputs >= 0 && (option != "--seed" || "\(seed)" == value) && (option != "--entry" || entry != nil)
  }

  private func replay() throws {
    for file in files {
      let input = try Corpus.input(at: file)
      Self.say("\(file): \(Entry(of: input).name): \(try exercise(input))", to: .standardOutput)
    }
  }

  private func run() throws {
    let path = NSTemporaryDirectory() + "wire-fuzz-\(getpid()).hex"
    var current = try CurrentInput(path: path)
    Self.say("seed \(seed); the input at hand is in \(path)", to: .standardError)
    var generator = Generator(seed: seed, entry: entry, corpus: try Corpus.inputs(in: corpus))
    var tally = Tally()
    let start = clock()
    for _ in 0..<inputs {
      let input = generator.next()
      current.set(input)
      tally.count(Entry(of: input), try exercise(input))
    }
    // Of the processor: what else the machine does shall not count.
    let seconds = Double(clock() - start) / 1_000_000
    try FileManager.default.removeItem(atPath: path)
    for line in tally.lines { Self.say(line, to: .standardOutput) }
    Self.say("\(inputs) inputs, \(Int(Double(inputs) / max(seconds, 1e-6))) a second of the processor", to: .standardOutput)
  }

  private static func say(_ text: String, to handle: FileHandle) { handle.write(Data((text + "\n").utf8)) }
}

/// How many inputs went where, and how they fared.
struct Tally {
  private(set) var decoded = [Int](repeating: 0, count: Entry.allCases.count)
  private(set) var refused = [Int](repeating: 0, count: Entry.allCases.count)

  mutating func count(_ entry: Entry, _ reception: Reception) {
    switch reception {
    case .decoded: decoded[Int(entry.rawValue)] += 1
    case .refused: refused[Int(entry.rawValue)] += 1
    }
  }

  var lines: [String] {
    func row(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined(separator: " ")
    }
    return [row(["", "decoded", "refused"])]
      + Entry.allCases.map { Int($0.rawValue) }.filter { decoded[$0] + refused[$0] > 0 }
      .map { row([Entry.allCases[$0].name, "\(decoded[$0])", "\(refused[$0])"]) }
  }
}
