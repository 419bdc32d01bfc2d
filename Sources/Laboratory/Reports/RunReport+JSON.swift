import ConsistencyOracle
import EventEngine
import Experiments
import Foundation
import StorageModel

/// For programs. Keys are stable; those that end in `_s` are seconds; a number that has no value is null.
extension RunReport {
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(Document(self)), as: UTF8.self)
  }

  private struct Document: Encodable {
    var name: String
    var barrier: String
    var seed: UInt64
    var replication: UInt32
    var digest: String
    var digests: [PrefixDigest]
    var leaked: Bool
    var barrierViolated: Bool
    var verdict: String
    var metrics: [String: Double?]
    var faults: [Fault]
    var failoverTimesS: [Double]
    var barrierTimesS: [Double]
    var violations: [ViolationRecord]
    var sequenceChart: [String]?

    init(_ report: RunReport) {
      let result = report.result
      let plan = result.plan
      name = plan.configuration.name
      barrier = plan.configuration.barrier.name
      seed = result.seed
      replication = result.replication
      digest = result.digest.hex
      digests = report.digests.map { PrefixDigest(beforeS: $0.instant.inSeconds, digest: $0.digest.hex) }
      leaked = result.isLeaking
      barrierViolated = result.barrierViolations.events > 0
      verdict = Verdict.lines(result).joined(separator: "; ")
      metrics = Dictionary(uniqueKeysWithValues: Measure.all.map { ($0.name, result[$0].isNaN ? nil : result[$0]) })
      faults = zip(plan.configuration.faults, result.faultTimes).map {
        Fault(name: $0.name, beginS: $1.begin.inSeconds, endS: $1.end.inSeconds)
      }
      failoverTimesS = result.observer.failoverTimes.map(\.inSeconds)
      barrierTimesS = result.observer.barrierTimes.map(\.inSeconds)
      violations = result.violations.map(ViolationRecord.init)
      sequenceChart = report.chart?.lines
    }
  }

  private struct PrefixDigest: Encodable {
    var beforeS: Double
    var digest: String
  }

  private struct Fault: Encodable {
    var name: String
    var beginS: Double
    var endS: Double
  }

  private struct ViolationRecord: Encodable {
    var kind: String
    var logicalUnit: UInt32
    var firstBlock: UInt64
    var blocks: Int
    var atS: Double
    var write: Write
    var other: Write?

    init(_ violation: Violation) {
      kind = violation.kind.name
      logicalUnit = violation.unit
      firstBlock = violation.blocks.lowerBound
      blocks = violation.blocks.count
      atS = violation.at.inSeconds
      write = Write(violation.write)
      other = violation.other.map(Write.init)
    }
  }

  private struct Write: Encodable {
    var host: UInt32
    var sequence: UInt64
    var issuedS: Double?
    var acknowledgedS: Double?
    var appliedS: Double?
    var disposedS: Double?
    var disposal: String?

    init(_ facts: WriteFacts) {
      host = facts.version.host
      sequence = facts.version.sequence
      issuedS = facts.issuedAt?.inSeconds
      acknowledgedS = facts.acknowledgedAt?.inSeconds
      appliedS = facts.appliedAt?.inSeconds
      disposedS = facts.disposedAt?.inSeconds
      disposal = facts.disposal?.name
    }
  }
}

extension Instant {
  fileprivate var inSeconds: Double { Double(nanoseconds) / 1e9 }
}

extension EventEngine.Duration {
  /// The nearest number; a product with 1e-9 would be off in the last digit.
  fileprivate var inSeconds: Double { Double(nanoseconds) / 1e9 }
}

extension Violation.Kind {
  fileprivate var name: String {
    switch self {
    case .staleWriteOverNewer: "stale_write_over_newer"
    case .staleWriteRepeated: "stale_write_repeated"
    case .staleRead: "stale_read"
    case .barrier: "barrier"
    }
  }
}

extension Disposal {
  fileprivate var name: String {
    switch self {
    case .acknowledged: "acknowledged"
    case .failed: "failed"
    case .takenOver: "taken_over"
    case .abandoned: "abandoned"
    }
  }
}
