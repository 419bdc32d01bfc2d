import Barriers
import EventEngine
import Testing

@testable import StorageModel

/// What a traced run recorded, as questions.
struct Story {
  let run: StorageSimulation
  var counts: RunCounts { run.world.counts }
  var records: [TraceRecord] { run.observer.trace }

  /// Runs the model to its end; one unit and one host, so that entity = path = nexus, and path 0 leads to the first port.
  init(
    _ model: ModelConfiguration, seed: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    run = try Plan(model).drained(seed: seed, traces: true, sourceLocation: sourceLocation)
  }

  func all(_ kind: TraceRecord.Kind, path: Int? = nil, command: String? = nil) -> [TraceRecord] {
    records.filter { $0.kind == kind && (path == nil || $0.entity == path) && (command == nil || $0.command == command) }
  }

  /// What happened strictly between two instants.
  func count(_ kind: TraceRecord.Kind, path: Int, _ window: Range<Instant>, where matches: (TraceRecord) -> Bool = { _ in true })
    -> Int
  {
    all(kind, path: path).count { window.contains($0.instant) && matches($0) }
  }

  /// Seconds from one record of each attempt to another, for attempts of I/O that have both.
  func seconds(from first: TraceRecord.Kind, to second: TraceRecord.Kind, path: Int) -> [(from: Instant, seconds: Double)] {
    var begun: [Name: Instant] = [:]
    var found: [(Instant, Double)] = []
    for record in records where record.entity == path && record.version != nil {
      if record.kind == first { begun[Name(record)] = record.instant }
      if record.kind == second, let from = begun[Name(record)] { found.append((from, (record.instant - from).seconds)) }
    }
    return found.map { (from: $0.0, seconds: $0.1) }
  }

  /// How many commands of one path were enabled after one that had been sent later.
  func overtakings(path: Int) -> Int {
    var places: [Name: Int] = [:]
    var (last, overtakings) = (-1, 0)
    for record in records where record.entity == path && record.version != nil {
      if record.kind == .sent { places[Name(record)] = places.count }
      guard record.kind == .enabled, let place = places[Name(record)] else { continue }
      if place < last { overtakings += 1 }
      last = place
    }
    return overtakings
  }

  /// One attempt of one operation.
  struct Name: Hashable {
    let sequence: UInt64
    let ordinal: Int
    init(_ record: TraceRecord) { (sequence, ordinal) = (record.version?.sequence ?? 0, record.ordinal) }
  }
}

let testUnitReady = "TEST UNIT READY"
