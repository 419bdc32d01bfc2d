extension Oracle {
  /// What an operation does to its blocks. COMPARE AND WRITE, UNMAP and WRITE SAME are writes.
  public enum Access: UInt8, BitwiseCopyable, Sendable { case read, write }

  /// An operation as the application issued it, however often it is sent. Valid until it has finished and all its attempts are
  /// gone; what is reported about it later is an error of the model.
  public struct Operation: BitwiseCopyable, Hashable, Sendable {
    let slot: Slot
    let generation: UInt32
  }

  /// One transmission of an operation through one I_T nexus. Valid as long as its operation.
  public struct Attempt: BitwiseCopyable, Hashable, Sendable {
    let slot: Slot
    let generation: UInt32

    /// Stands for the attempt of an operation that no longer exists; every use of it is an error of the model.
    static let invalid = Attempt(slot: noSlot, generation: 0)
  }

  /// Why an attempt can no longer act.
  public enum GoneCause: UInt8, CaseIterable, BitwiseCopyable, Sendable {
    /// It did what it could: applied its data, or gave it to the reader.
    case completed
    /// The array ended it without effect: bad status, miscompare, unit attention.
    case rejected
    /// The array ended it with RESERVATION CONFLICT.
    case conflict
    /// ABORT TASK, a reset, PREEMPT AND ABORT or the loss of its nexus removed it from the task set.
    case aborted
    /// A frame of it was dropped on the way, too old or on a dead link.
    case droppedInFabric
    /// The array asked for data that the initiator no longer sends.
    case noDataSent
    /// Its host removed it before it was transmitted.
    case droppedByHost
  }
}

/// The identity of what a write leaves on the medium.
public struct Version: BitwiseCopyable, Hashable, Sendable {
  public var host: UInt32
  public var incarnation: UInt32
  /// Counts the operations of the host, from 1.
  public var sequence: UInt64

  public init(host: UInt32, incarnation: UInt32, sequence: UInt64) {
    self.host = host
    self.incarnation = incarnation
    self.sequence = sequence
  }

  /// What lay on a block before anything that still matters was issued.
  public static let untracked = Version(host: .max, incarnation: .max, sequence: 0)
}

/// How a write was disposed of: the event after which nobody expects it to change the medium any more.
public enum Disposal: UInt8, BitwiseCopyable, Sendable {
  case acknowledged, failed, takenOver
  /// Its host crashed and its last attempt is gone; no late apply can follow.
  case abandoned
}
