import Barriers
import EventEngine
import StorageModel

extension ValueForm<BarrierMethod> {
  /// A name, the short form of a composition, or a mapping of its parts. Whether the parts go together is judged with the model
  /// as a whole, when every override of a part has been applied.
  static var barrier: Self {
    let names = BarrierMethod.named.map { Shape.Word(name: $0.name, help: $0.summary) }
    let parts = BarrierMethod.fields
    let shape = Shape.anyOf([.words(names), BarrierMethod.shortForm, .mapping(parts.keys.map { .key($0) })])
    return ValueForm(shape) { node, context throws(Diagnostic) in
      guard case .mapping = node.content else { return try BarrierMethod(node) }
      var method: BarrierMethod?
      context.mapping(node, "barrier") { method = parts.read(&$0) }
      return method
    } write: { method, context in
      guard BarrierMethod(name: method.name) == method else {
        context.report("\(method.name) cannot be written")
        return nil
      }
      return method.isNamed ? .plain(method.name) : parts.write(method, context).map { .mapping($0) }
    }
  }
}

extension BarrierMethod {
  /// By name, or in short.
  fileprivate init(_ node: SourceNode) throws(Diagnostic) {
    if case .scalar(let text) = node.content, let method = BarrierMethod(name: text) {
      self = method
      return
    }
    let names = Self.named.map(\.name)
    let suggestion = node.isScalar ? Suggestion.text(for: node.text, among: names) : ""
    throw node.mismatch(expected: "\(names.alternatives), or parts such as \(Self.example)\(suggestion)")
  }

  /// What is left out is what the others need at least.
  fileprivate static var fields: Fields<BarrierMethod> {
    Fields.all(
      .field(
        "exclude", .exclusion, standard: ModelConfiguration().barrier.exclusion,
        help: "who keeps the failed party from acting later"),
      .field(
        "wait", ValueForm<Quiescence>.wait.optional, standard: nil, absence: "what exclude needs",
        help: "what must have happened before its writes are repeated or overwritten; needed is the answer, with none nothing"),
      .field(
        "rejoin", ValueForm<Rejoin>.rejoin.optional, standard: nil, absence: "what exclude needs",
        help: "when a failed path carries I/O again, after the barrier against it is done; stonith needs a relogin")
    ).map {
      BarrierMethod(exclusion: $0.0, quiescence: $0.1 ?? $0.0.leastWait, rejoin: $0.2 ?? $0.0.usualRejoin)
    } from: { method in
      let (wait, rejoin) = (method.exclusion.leastWait, method.exclusion.usualRejoin)
      return (
        method.exclusion, method.quiescence == wait ? nil : method.quiescence, method.rejoin == rejoin ? nil : method.rejoin
      )
    }
  }

  private static let example = "preempt+hold:10s+drained"

  fileprivate static var shortForm: Shape {
    let exclusions = Exclusion.allCases.map(\.name).joined(separator: "|")
    let waits = Quiescence.kinds.map(\.name).joined(separator: "|")
    let rejoins = Rejoin.allCases.map(\.name).joined(separator: "|")
    let long = Quiescence.lasting
    return .component(
      "parts", pattern: #"(\#(long)|(\#(exclusions))\+(\#(waits)|\#(long))\+(\#(rejoins)))"#, examples: [example, "hold:20s"])
  }
}

extension BarrierMethod.Quiescence {
  /// A pattern of waits with a duration.
  fileprivate static var lasting: String { "(hold|watchdog):[0-9]+(ns|us|ms|s|min|h)" }
}

extension ValueForm<BarrierMethod.Exclusion> {
  fileprivate static var exclusion: Self { word(BarrierMethod.Exclusion.allCases.map { ($0.name, $0, $0.summary) }) }
}

extension ValueForm<BarrierMethod.Rejoin> {
  fileprivate static var rejoin: Self { word(BarrierMethod.Rejoin.allCases.map { ($0.name, $0, $0.summary) }) }
}

extension ValueForm<BarrierMethod.Quiescence> {
  /// A word, `hold:10s`, or `{ hold: 10s }`.
  fileprivate static var wait: Self {
    let kinds = BarrierMethod.Quiescence.kinds
    let words = kinds.map { Shape.Word(name: $0.name, help: $0.summary) }
    let lengths = [
      length(of: "hold", help: "that much time; the word alone means R_A_TOV (Linux fc_fs.h)"),
      length(of: "watchdog", help: "until it must have fired; the word alone means twice the timeout of SBD"),
    ]
    let short = Shape.component("hold:10s", pattern: BarrierMethod.Quiescence.lasting, examples: ["hold:10s"])
    let mapping = Shape.mapping([.choice(lengths.map { $0.key(standard: nil) }, isRequired: true)])
    return ValueForm(.anyOf([.words(words), short, mapping])) { node, context throws(Diagnostic) in
      if case .scalar(let text) = node.content, let wait = BarrierMethod.Quiescence(text: text) { return wait }
      guard case .mapping = node.content else {
        let suggestion = node.isScalar ? Suggestion.text(for: node.text, among: words.map(\.name)) : ""
        throw node.mismatch(expected: "\(words.map(\.name).alternatives), or a duration as in hold:10s\(suggestion)")
      }
      var wait: BarrierMethod.Quiescence?
      context.mapping(node, "barrier.wait") { wait = lengths.readOne(&$0, isRequired: true) }
      return wait
    } write: { wait, context in
      lengths.write(wait, context).map { .mapping([$0]) } ?? .plain(wait.name)
    }
  }

  private static func length(of kind: String, help: String) -> Variant<BarrierMethod.Quiescence> {
    let form = ValueForm<Duration>.positiveDuration
    return Variant(name: kind, shape: form.shape, help: help) { reader in
      let time = reader.read(kind, as: form)
      return time.flatMap { BarrierMethod.Quiescence(name: kind)?.lasting(nanoseconds: $0.nanoseconds) }
    } write: { wait, context in
      wait.name == kind ? form.write(Duration(nanoseconds: wait.nanoseconds), context) : nil
    }
  }
}

extension SourceNode {
  /// The parts of the barrier that is written here by name or in short, so that one of them can be replaced.
  var partsOfBarrier: SourceNode {
    get throws(Diagnostic) {
      let method = try BarrierMethod(self)
      let exclusion = method.exclusion
      func entry(_ key: String, _ text: String) -> Entry {
        Entry(key: key, keyLocation: location, value: SourceNode(location: location, content: .scalar(text)))
      }
      // What the exclusion needs at least is left out, so that it follows another exclusion.
      var entries = [entry("exclude", exclusion.name)]
      if method.quiescence != exclusion.leastWait { entries.append(entry("wait", method.quiescence.text)) }
      if method.rejoin != exclusion.usualRejoin { entries.append(entry("rejoin", method.rejoin.name)) }
      return SourceNode(location: location, content: .mapping(entries))
    }
  }

  /// What results call this value of a key: as it is written; a barrier by its name, whatever the form.
  func label(of keyPath: String) -> String {
    guard keyPath == "barrier" else { return text }
    return ReadingContext(files: InputCache()).read(.barrier, self)?.name ?? text
  }
}
