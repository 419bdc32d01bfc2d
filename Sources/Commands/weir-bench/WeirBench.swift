import ArgumentParser
import Foundation
import PlainText

/// A program of its own: the counter of allocations that is linked into it replaces malloc.
@main struct WeirBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir-bench", abstract: "Measures engine and model on this machine; needs no file.",
    discussion: """
      Times are processor time of one thread, medians of five; ratios are medians of five interleaved pairs. Docs/0001 says what \
      the figures of the engine can be compared with.

      EXAMPLE
        weir bench --format json     (which starts weir-bench)
      """)

  /// How the rows are printed.
  enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "text for people, json for programs.") var format: OutputFormat = .text

  @Flag(help: "Small workloads, to see that everything runs; the figures mean nothing.") var quick = false

  func run() throws {
    let benches: [(Bool) -> [BenchRow]] = [
      HoldBench.measure, QueueBench.measure, ReservationBench.measure, StorageBench.measure,
    ]
    var all: [BenchRow] = []
    for bench in benches {
      let measurements = bench(quick)
      if format == .text { for measurement in measurements { print(measurement.line) } }
      all += measurements
    }
    if format == .json { print(try BenchRow.json(all)) }
  }
}

/// One row of the result; what a row does not measure is nil, and missing in JSON.
struct BenchRow: Encodable {
  var name: String
  /// Events that are pending while it is measured.
  var pending: Int?
  /// Registered I_T nexuses of the logical unit.
  var registrations: Int?
  var nanosecondsPerEvent: Double?
  var eventsPerSecond: Double?
  /// How many times as fast as the same loop over swift-collections' `Heap`.
  var ratioToHeap: Double?
  /// Its time as a multiple of that with a single registration.
  var ratioToOneRegistration: Double?
  var simulatedIOsPerSecond: Double?
  var secondsPerMillionCustomers: Double?
  var allocationsPerEvent: Double?
  var bytesPerHost: Double?
  var microseconds: Double?

  init(_ name: String) { self.name = name }

  init(_ name: String, _ timing: Timing) {
    self.name = name
    nanosecondsPerEvent = timing.nanosecondsPerEvent
    eventsPerSecond = 1e9 / timing.nanosecondsPerEvent
    allocationsPerEvent = timing.allocationsPerEvent
  }

  var line: String {
    var cells: [String] = []
    func add(_ value: Double?, _ places: Int, _ unit: String) {
      if let value { cells.append("\(NumberText.fixed(value, places)) \(unit)") }
    }
    add(nanosecondsPerEvent, 1, "ns/event")
    add(eventsPerSecond.map { $0 / 1e6 }, 2, "M events/s")
    add(simulatedIOsPerSecond.map { $0 / 1e6 }, 3, "M I/Os/s")
    add(secondsPerMillionCustomers, 3, "s/M customers")
    add(ratioToHeap, 2, "x Heap's speed")
    add(ratioToOneRegistration, 2, "x one's time")
    add(allocationsPerEvent, allocationsPerEvent == 0 ? 0 : 6, "allocations/event")
    add(bytesPerHost, 0, "bytes/host")
    add(microseconds, 1, "us")
    let pendingText = pending.map { ", \(NumberText.grouped(UInt64($0))) pending" } ?? ""
    let registered = registrations.map { ", \(NumberText.grouped(UInt64($0)))" } ?? ""
    return (name + pendingText + registered).padded(to: 26) + cells.map { $0.aligned(to: 20) }.joined(separator: "  ")
  }

  static func json(_ measurements: [BenchRow]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(measurements), as: UTF8.self)
  }
}
