import EventEngine
import Sampling

/// What the applications do. Block = logical block of 512 bytes.
public struct WorkloadConfiguration: Sendable {
  public var kind = WorkloadKind.closed(depth: 16, think: nil)
  /// Hosts that run it; nil = all.
  public var hosts: [Int]? = nil
  /// It begins when the host has registered on every path, but not before this instant.
  public var start = Duration.zero
  /// Share of reads, 0...1. Not used by `trace` and `rewrite`.
  public var readRatio = 0.5
  public var address = AddressPattern.uniform
  /// I/O sizes in bytes, rounded up to whole blocks. Not used by `trace`.
  public var size = Distribution(integer: 4096)
  /// Bytes of each logical unit that one host works on; each host has a slice of its own.
  public var workingSet: UInt64 = 1 << 30
  /// Addresses are multiples of this, in bytes.
  public var alignment: UInt64 = 4096

  public init() {}
}

/// What makes applications ask for the next I/O.
public enum WorkloadKind: Sendable {
  /// Each of `depth` streams issues its next I/O when the last has finished and `think` (seconds) has passed.
  case closed(depth: Int, think: Distribution?)
  /// Arrivals at `rate` per second and host, whatever the array does.
  case open(rate: Double, process: ArrivalProcess)
  /// Each of `streams` streams writes one block again and again, each time after the last was acknowledged (a commit record).
  case rewrite(streams: Int, think: Distribution?)
  /// Replays commands at their recorded times.
  case trace(WorkloadTrace)
}

/// How the arrivals of an open workload lie in time.
public enum ArrivalProcess: String, CaseIterable, Sendable {
  case poisson, deterministic
}

/// Which part of its working set a host asks for.
public enum AddressPattern: Sendable, Hashable {
  case uniform
  case sequential
  /// Slot k of the working set is chosen with probability proportional to k^-exponent.
  case zipf(exponent: Double)
}

/// A recorded sequence of commands in order of time.
public struct WorkloadTrace: Sendable {
  /// One recorded command.
  public struct Record: BitwiseCopyable, Sendable, Hashable {
    /// Since the first command of the part that is replayed.
    public var arrival: Duration
    public var firstBlock: UInt64
    public var blockCount: UInt32
    public var unit: UInt16
    public var isWrite: Bool
    public init(arrival: Duration, firstBlock: UInt64, blockCount: UInt32, unit: UInt16, isWrite: Bool) {
      self.arrival = arrival
      self.firstBlock = firstBlock
      self.blockCount = blockCount
      self.unit = unit
      self.isWrite = isWrite
    }
  }

  public var name: String
  public var records: [Record]
  public init(name: String, records: [Record]) {
    self.name = name
    self.records = records
  }
}
