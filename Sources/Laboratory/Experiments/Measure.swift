import EventEngine
import StorageModel

/// One number that every run has, described once: JSON, the result store, tables, CSV, explanations and `weir schema measures`
/// take it from here, and refer to it as a value (`Measure.staleWrites`) that cannot be misspelt.
public struct Measure: Sendable {
  /// What the number counts, or is measured in. The name ends accordingly: `_s`, `_blocks`.
  public enum Unit: String, Sendable, CaseIterable {
    case events, commands, blocks, writes, hosts
    case inputsOutputs = "I/Os"
    case seconds = "s"
    /// 1 for yes, 0 for no.
    case truth = "0 or 1"

    /// How names of measures in this unit end.
    public var suffix: String {
      switch self {
      case .seconds: "_s"
      case .blocks: "_blocks"
      case .events, .commands, .writes, .hosts, .inputsOutputs, .truth: ""
      }
    }
  }

  /// In snake case, with the suffix of the unit.
  public let name: String
  public let unit: Unit
  /// A sentence for those who have never heard of it.
  public let help: String
  /// Lines of a column's heading.
  public let heading: [String]
  /// NaN where the run has no value, such as the failover time of a run without failover.
  let value: @Sendable (RunResult) -> Double

  /// - Parameter heading: the words of the name, a line each, unless something better is said.
  init(
    _ name: String, _ unit: Unit, _ help: String, heading: [String] = [], value: @escaping @Sendable (RunResult) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.help = help
    self.heading = heading.isEmpty ? name.split(separator: "_").map(String.init) : heading
    self.value = value
  }

  /// A counter.
  init(
    _ name: String, _ unit: Unit, _ help: String, heading: [String] = [], count: @escaping @Sendable (RunResult) -> UInt64
  ) {
    self.init(name, unit, help, heading: heading, value: { Double(count($0)) })
  }
}

extension Measure: Equatable {
  public static func == (a: Measure, b: Measure) -> Bool { a.name == b.name }
}

extension Measure {
  /// All measures, in the order in which they are listed and stored: counts, then consistency, then times.
  public static let all: [Measure] = work + failover + fates + consistency + times + RunPhase.allCases.flatMap(latencies)

  /// The measure of that name, if there is one: for what is read from a store.
  public static func named(_ name: String) -> Measure? { places[name].map { all[$0] } }

  /// Where the measure stands in `all`.
  var place: Int {
    guard let place = Self.places[name] else { preconditionFailure("\(name) is missing in Measure.all") }
    return place
  }

  private static let places = Dictionary(uniqueKeysWithValues: zip(all.map(\.name), all.indices))
}

extension RunResult {
  /// NaN where the run has no value.
  public subscript(_ measure: Measure) -> Double { measure.value(self) }
}
