/// Where the results of a store come from: everything that a run is a function of, and who made them when.
///
/// Two stores belong together when name, inputs, version and seed are equal. `command`, `host` and `start` are for people.
public struct Provenance: Equatable, Sendable {
  /// The experiment's name.
  public var name: String
  /// The experiment file, verbatim.
  public var fileText: String
  /// Every file that a run depends on: experiment, model, traces, empirical distributions; in the order they were read.
  public var inputs: [RecordedInput]
  /// The version of weir.
  public var version: String
  /// The experiment's seed.
  public var seed: UInt64
  /// The command line.
  public var command: String
  /// The machine that the sweep was started on first.
  public var host: String
  /// When the sweep was started first, ISO 8601.
  public var start: String

  public init(
    name: String, fileText: String, inputs: [RecordedInput], version: String, seed: UInt64, command: String, host: String,
    start: String
  ) {
    self.name = name
    self.fileText = fileText
    self.inputs = inputs
    self.version = version
    self.seed = seed
    self.command = command
    self.host = host
    self.start = start
  }

  /// One hash of every input byte: the SHA-256 of the listing that `sha256sum` prints for the inputs.
  public var inputHash: String {
    RecordedInput(name: "", bytes: Array(inputs.map { "\($0.sha256)  \($0.name)\n" }.joined().utf8)).sha256
  }

  /// What keeps results of `other` out of a store of `self`, one phrase a difference; empty when they belong together.
  public func differences(from other: Provenance) -> [String] {
    var found: [String] = []
    if name != other.name { found.append("experiment: '\(name)' in the store, '\(other.name)' now") }
    if version != other.version { found.append("weir version: \(version) in the store, \(other.version) now") }
    if seed != other.seed { found.append("seed: \(seed) in the store, \(other.seed) now") }
    for input in inputs {
      switch other.inputs.first(where: { $0.name == input.name }) {
      case nil: found.append("input \(input.name): no longer used")
      case .some(let now) where now != input: found.append("input \(input.name): its content changed")
      case .some: break
      }
    }
    for input in other.inputs where !inputs.contains(where: { $0.name == input.name }) {
      found.append("input \(input.name): new")
    }
    return found
  }
}
