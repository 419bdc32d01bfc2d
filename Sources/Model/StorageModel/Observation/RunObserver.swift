import EventEngine
import Histogram

/// Where an I/O falls: before the first fault, in a time when something was out of order, or after it.
public enum RunPhase: Int, CaseIterable, Sendable {
  case before, during, after
}

/// Statistics and trace of one run; never part of the state.
public struct RunObserver: Sendable {
  /// Latency in nanoseconds from the intended arrival, by phase and direction; empty if latencies are not recorded.
  private var latencies: [Histogram<UInt32>] = []
  public internal(set) var failoverTimes: [Duration] = []
  /// From the victim's last sign of life until its survivor had redone its work.
  public internal(set) var takeoverTimes: [Duration] = []
  /// From raising a barrier to its end.
  public internal(set) var barrierTimes: [Duration] = []
  /// What happened, if it was asked for.
  public internal(set) var trace: [TraceRecord] = []
  let isTracing: Bool
  /// What passed the array's target ports, if it was asked for.
  public private(set) var frames: [ExchangeFrame] = []
  let isCapturing: Bool
  /// What reads of a captured run return.
  var medium = MediumImage()

  public init(recordsLatency: Bool = true, traces: Bool = false, captures: Bool = false) {
    isTracing = traces
    isCapturing = captures
    guard recordsLatency else { return }
    // One hour at three digits: longer than any timeout of the model.
    let empty = Histogram<UInt32>(highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .three)
    latencies = Array(repeating: empty, count: RunPhase.allCases.count * 2)
  }

  mutating func record(_ latency: Duration, isWrite: Bool, phase: RunPhase) {
    guard !latencies.isEmpty else { return }
    latencies[phase.rawValue * 2 + (isWrite ? 1 : 0)].record(UInt64(max(0, latency.nanoseconds)))
  }

  /// Whether commands must know what they write.
  var namesVersions: Bool { isTracing || isCapturing }

  mutating func record(_ frame: ExchangeFrame) { frames.append(frame) }

  /// The frames since the last time, for those who write a long run down as it goes on.
  public mutating func takeFrames() -> [ExchangeFrame] {
    defer { frames = [] }
    return frames
  }

  /// Latencies of one phase; nil if they were not recorded.
  public func latency(isWrite: Bool, phase: RunPhase) -> Histogram<UInt32>? {
    latencies.isEmpty ? nil : latencies[phase.rawValue * 2 + (isWrite ? 1 : 0)]
  }

  /// Reads and writes of some phases in one histogram.
  public func latency(phases: [RunPhase] = RunPhase.allCases) -> Histogram<UInt32>? {
    guard !latencies.isEmpty else { return nil }
    var sum = Histogram<UInt32>(highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .three)
    for phase in phases {
      sum.add(latencies[phase.rawValue * 2])
      sum.add(latencies[phase.rawValue * 2 + 1])
    }
    return sum
  }
}
