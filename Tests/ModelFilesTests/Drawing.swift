import Sampling
import TestSupport

@testable import ModelFiles

/// Draws files from the descriptions of keys: whatever a description allows, reading has to accept.
struct Drawing {
  var dice: SeededGenerator
  /// What laws refused: only what no description of one key can know.
  private(set) var refusals: [String] = []
  private var names = 0
  private var depth = 0

  init(seed: UInt64) { dice = SeededGenerator(seed: seed) }

  /// Files that drawn documents name.
  static let files = [
    "cloudphysics.trace": "version,time,op,size,lbn\n" + (0..<40).map { "1,\(7 + $0),2a,512,\($0 * 3)\n" }.joined(),
    "mqsim.trace": (0..<40).map { "\(1000 + $0 * 500) 0 \($0 * 8) 8 \($0 % 2)\n" }.joined(),
    "values.txt": "3\n1.5 # slow\n0.1\n7e2\n",
  ]

  mutating func value(_ shape: Shape) -> YAML {
    switch shape {
    case .text: return .text(text())
    case .name: return .text(name())
    case .whole(let range): return .plain(whole(range))
    case .number(let range): return .plain(number(range))
    case .quantity(let quantity, let isAboveZero): return .plain(self.quantity(quantity, isAboveZero))
    case .words(let words): return .plain(dice.pick(words).name)
    case .component(_, _, let examples): return .plain(component(dice.pick(examples)))
    case .list(let item, let minimum): return .list((0..<(minimum + dice.below(3))).map { _ in value(item) })
    case .mapping(let entries): return .mapping(fields(entries))
    case .anyOf(let shapes): return value(depth > 2 ? shapes[0] : dice.pick(shapes))
    case .named(let name, _, let inside): return law(inside(), isSize: name.hasPrefix("size"))
    case .keyPaths: return .mapping([])
    }
  }

  private mutating func fields(_ entries: [MappingEntry]) -> [YAML.Entry] {
    var drawn: [YAML.Entry] = []
    for entry in entries {
      switch entry {
      case .key(let key): if key.standard == .required || dice.chance(60) { drawn.append(.init(key.name, value(key.shape))) }
      case .choice(let keys, let isRequired):
        let key = dice.pick(keys)
        if isRequired || dice.chance(70) { drawn.append(.init(key.name, value(key.shape))) }
      }
    }
    return withFiles(drawn)
  }

  /// Names files that are there, and parts of traces that are not empty.
  private mutating func withFiles(_ entries: [YAML.Entry]) -> [YAML.Entry] {
    guard entries.contains(where: { $0.key == "file" }) else { return entries }
    let format = entries.first { $0.key == "format" }?.value.flow
    return entries.map { entry in
      switch entry.key {
      case "file": .init("file", .text(format.map { $0 + ".trace" } ?? "values.txt"))
      case "from": .init("from", .plain(dice.pick(["0s", "3ns", "1us"])))
      case "for": .init("for", .plain(dice.pick(["1.5us", "1h"])))
      default: entry
      }
    }
  }

  /// Until a law is found whose parameters fit each other.
  private mutating func law(_ shape: Shape, isSize: Bool) -> YAML {
    depth += 1
    defer { depth -= 1 }
    let form = ValueForm.distribution(of: isSize ? .size : .duration)
    for _ in 0..<50 {
      let drawn = value(shape)
      // Files are looked for where the document will stand.
      if drawn.flow.contains("file:") { return drawn }
      let context = ReadingContext(files: InputCache())
      let node = try? SourceNode.parse(drawn.flow) { _ in SourceLocation(file: "drawn") }
      guard let node, context.read(form, node) == nil else { return drawn }
      refusals += context.diagnostics.map { "\(drawn.flow): \($0.message)" }
    }
    return .plain(isSize ? "4KiB" : "1ms")
  }
}

extension Drawing {
  private mutating func text() -> String {
    dice.pick([
      "plain", "12", "1e3", "true", "No", "null", "~", "it's: a #1", "{a, b]", "- x", "\"quoted\"", "caf\u{E9}", "tab\there",
      "a:",
      " blank ", "2024-01-01", "12:30", "\\", ".5", "../x", "!tag", "&a", "*b", "<<", "%", "@", "`", "?", "\u{7F}", "\u{1F600}",
    ])
  }

  /// Unlike any other of the document.
  private mutating func name() -> String {
    names += 1
    return dice.pick(["a", "12", "stall-", "B_", "on", "-", "_x"]) + "\(names)"
  }

  private mutating func whole(_ range: ClosedRange<UInt64>) -> String {
    let span = range.upperBound - range.lowerBound
    return "\(range.lowerBound + dice.pick([0, UInt64(dice.below(40)), dice.next() % (span / 2), span]))"
  }

  private mutating func number(_ range: Shape.NumberRange) -> String {
    let upper = range.upper ?? (range.lower == nil ? 40 : 4)
    let u = (Double(dice.below(1_000_000)) + 1) / 1_000_001
    let drawn = dice.chance(50) ? u * upper : (u * upper * 10).rounded(.up) / 10
    return DecimalNumber.text(of: min(drawn, upper))
  }

  private mutating func quantity(_ quantity: Quantity, _ isAboveZero: Bool) -> String {
    let unit = dice.pick(quantity.units).name
    if !isAboveZero, dice.chance(10) { return "0" + unit }
    return dice.pick([
      "\(1 + dice.below(2000))", "\(1 + dice.below(99)).\(dice.below(1000))", "\(1 + dice.below(9))e\(dice.below(3))",
      "\(1 + dice.below(9)).25", "1\(dice.below(1_000_000))",
    ]) + unit
  }

  private mutating func component(_ example: String) -> String {
    String(example.map { $0 == "0" ? Character("\(dice.below(4))") : $0 })
  }
}
