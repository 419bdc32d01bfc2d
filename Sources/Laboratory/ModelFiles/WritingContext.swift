import Foundation
import Sampling
import StorageModel

/// Why a configuration cannot be written as a file: it was made by a program that used what no key can say.
public struct UnwritableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Never empty, each with the key path it is about.
  public let problems: [String]
  public var description: String { problems.joined(separator: "\n") }
}

/// The files that values of a configuration were made of: a value that holds a trace or measured values does not know them.
public struct ValueSources: Sendable {
  private var traces: [(source: TraceSource, trace: WorkloadTrace)] = []
  private var measurements: [(source: MeasurementSource, law: Distribution.Parameters)] = []

  /// None.
  public init() {}

  mutating func add(_ source: TraceSource, _ trace: WorkloadTrace) { traces.append((source, trace)) }
  mutating func add(_ source: MeasurementSource, _ law: Distribution.Parameters) { measurements.append((source, law)) }

  /// Equal arrays are mostly one array, which is seen at once.
  func source(of trace: WorkloadTrace) -> TraceSource? { traces.last { $0.trace.records == trace.records }?.source }
  func source(of law: Distribution.Parameters) -> MeasurementSource? { measurements.last { $0.law == law }?.source }
}

/// How a file is to be written, and what cannot be.
final class WritingContext {
  let sources: ValueSources
  /// Whether keys that have their default are written too.
  let isComplete: Bool
  private let folder: String?
  private var keyPath: [String] = []
  private(set) var problems: [String] = []

  /// - Parameter file: where the text will stand; paths in it become relative to its folder. Nil: to the working
  ///   directory.
  convenience init(sources: ValueSources = ValueSources(), isComplete: Bool = false, file: String? = nil) {
    self.init(sources, isComplete, file.map { Self.components($0).dropLast().joined(separator: "/") })
  }

  private init(_ sources: ValueSources, _ isComplete: Bool, _ folder: String?) {
    self.sources = sources
    self.isComplete = isComplete
    self.folder = folder
  }

  /// For what is only compared or described.
  static var complete: WritingContext { WritingContext(isComplete: true) }

  /// One whose problems are nobody's.
  func trial(isComplete: Bool? = nil) -> WritingContext { WritingContext(sources, isComplete ?? self.isComplete, folder) }

  func report(_ problem: String) { problems.append("\(keyPath.joined(separator: ".")): \(problem)") }

  func plain(_ text: String?, orReport problem: @autoclosure () -> String) -> YAML? {
    if text == nil { report(problem()) }
    return text.map { .plain($0) }
  }

  /// Problems inside are about a key.
  func at<Result>(_ key: String, _ body: () -> Result) -> Result {
    keyPath.append(key)
    defer { keyPath.removeLast() }
    return body()
  }

  func finish() throws(UnwritableError) {
    if !problems.isEmpty { throw UnwritableError(problems: problems) }
  }

  /// A path as the file that is written has to spell it; absolute if the two have no folder in common.
  func path(to file: String) -> String {
    guard let folder else { return file }
    let (from, to) = (folder.split(separator: "/").map(String.init), Self.components(file))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    if shared == 0 { return "/" + to.joined(separator: "/") }
    return (from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)).joined(separator: "/")
  }

  /// Of an absolute path without `.` and `..`.
  private static func components(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardized.path.split(separator: "/").map(String.init)
  }
}
