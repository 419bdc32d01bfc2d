import Foundation

/// A point of the experiment's design as the store keeps it: one value for each factor.
public struct RecordedPoint: Equatable, Sendable {
  /// Dense from 0 in design order; the same in every shard.
  public var id: Int
  /// In the experiment's order, values as they are written in its file.
  public var factors: [Factor]
  /// What reports need of the model as it is at this point, whether it is a factor or not. Empty in stores of earlier versions.
  public var settings: [Factor]

  public init(id: Int, factors: [Factor], settings: [Factor] = []) {
    self.id = id
    self.factors = factors
    self.settings = settings
  }
}

/// A factor's value at a point; `name` is the path of the model's key that it sets.
public struct Factor: Equatable, Sendable {
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Names a run: a replication of a point. Ordered by point, then replication.
public struct RunKey: Hashable, Comparable, Sendable {
  /// 0 ..< 2^31.
  public var point: Int
  /// 0 ..< 2^32.
  public var replication: Int

  public init(point: Int, replication: Int) {
    precondition(0..<1 << 31 ~= point && 0..<1 << 32 ~= replication)
    self.point = point
    self.replication = replication
  }

  /// The run's row id. It does not depend on the order in which runs end, so that stores can be compared row by row.
  var id: Int64 { Int64(point) << 32 | Int64(replication) }

  init(id: Int64) { self.init(point: Int(id >> 32), replication: Int(id & 0xFFFF_FFFF)) }

  public static func < (a: RunKey, b: RunKey) -> Bool { a.id < b.id }
}

/// A run that ended, as it is stored.
public struct FinishedRun: Equatable, Sendable {
  public var key: RunKey
  /// The seed that repeats it; nil for a run that was given up (see `ResultStore.abandoned`).
  public var seed: UInt64?
  /// Elapsed time in seconds; nil for a run that was given up.
  public var wallSeconds: Double?
  public var outcome: Outcome

  /// What came of a run: its measurements, or nothing.
  public enum Outcome: Equatable, Sendable {
    case completed(Measurements)
    /// Why there is no result.
    case failed(String)
  }

  public init(key: RunKey, seed: UInt64?, wallSeconds: Double?, outcome: Outcome) {
    self.key = key
    self.seed = seed
    self.wallSeconds = wallSeconds
    self.outcome = outcome
  }
}

/// What a completed run yields. A function of the experiment's inputs and the run's key alone.
public struct Measurements: Equatable, Sendable {
  public var digest: UInt64
  /// Executed events.
  public var events: Int
  /// Each name once; read back in order of names. A value that is not a number is stored as NULL and read back as NaN.
  public var metrics: [Metric]
  /// Each name once; read back in order of names.
  public var histograms: [EncodedHistogram]

  public init(digest: UInt64, events: Int, metrics: [Metric], histograms: [EncodedHistogram] = []) {
    self.digest = digest
    self.events = events
    self.metrics = metrics
    self.histograms = histograms
  }
}

/// One number of a run; its name carries the unit where there is one.
public struct Metric: Equatable, Sendable {
  public var name: String
  public var value: Double

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

/// A histogram in its own compact encoding, which the store does not look into.
public struct EncodedHistogram: Equatable, Sendable {
  public var name: String
  public var encoded: Data

  public init(name: String, encoded: Data) {
    self.name = name
    self.encoded = encoded
  }
}
