import ConsistencyOracle
import EventEngine
import HostModel
import Interconnect

/// Watches the parts and keeps the books: what the oracle is told, what became of orphans, when something was out of order.
///
/// It hears signals and never speaks: the world goes on in the same way without it. The only caller of the oracle's verbs in a
/// simulated run. Each exchange has a file, whose name (a chalk mark on its information units) both ends carry along unread.
package struct Judge: Sendable {
  package internal(set) var oracle: Oracle
  /// Off only to measure what the judgement costs; orphans then have no fate.
  let isOn: Bool
  var files = Slab<ExchangeFile>()
  /// A run that is written down can name the exchange of a frame that is lost when both its ends are closed. Nothing else needs
  /// the file of such a one.
  var countsFrames = false
  /// What a command asks and carries, by its file; kept only while the run is written down.
  var writtenCommands: ContiguousArray<WrittenCommand> = []
  /// By the host's slots.
  var labelOfExchange: ContiguousArray<UInt64> = []
  var operations: ContiguousArray<OperationFile> = []

  // What became of writes that were given up.
  package internal(set) var orphans: UInt64 = 0
  package internal(set) var fates = [UInt64](repeating: 0, count: OrphanFate.allCases.count)
  package internal(set) var orphansJudgedAfterBarrier: UInt64 = 0
  /// Registrations of a removed host that took effect after the barrier against it was done.
  package internal(set) var registrationsAfterRemoval: UInt64 = 0

  // What is out of order.
  var activeFaults = 0
  var firstFaultAt: Instant?
  var failedPaths = 0
  /// When each barrier that is not done was raised, by victim path and host: a host and its survivor may both have one against
  /// the same path.
  var raisedBarriers: [UInt64: Instant] = [:]  // tidy: looked up only, never walked
  var pendingBarriers: Int { raisedBarriers.count }
  var failovers: [Failover] = []
  var openFailovers = 0
  /// Since when nothing is out of order; only meaningful after a fault.
  var calmSince = Instant.zero

  // By path.
  var barrierRaisedAt: [Instant]
  /// The barrier of a takeover against it is done.
  var isShutOut: [Bool]

  init(unitCount: Int, pathCount: Int, isOn: Bool) {
    oracle = Oracle(unitCount: unitCount)
    self.isOn = isOn
    barrierRaisedAt = Array(repeating: Instant(nanoseconds: .min), count: pathCount)
    isShutOut = Array(repeating: false, count: pathCount)
  }

  @inline(__always) func isLive(_ label: UInt64) -> Bool { files.isLive(SlabID(word: label)) }
  @inline(__always) func slot(_ label: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: label) }
}

/// What the judge knows of an exchange, until both its ends are closed and no frame of it is on its way.
struct ExchangeFile: BitwiseCopyable, Sendable {
  /// nil for commands that no application asked for.
  var attempt: Oracle.Attempt?
  /// The index of its path; `.max` for a command from outside the model.
  var path: UInt32
  var nexus: UInt32
  var unit: UInt32
  var sentAt: Instant
  var ordinal: UInt16 = 0
  var isWrite: Bool
  var isOrphan = false
  var fate = OrphanFate.undecided
  var isHostEndOpen = true
  var isArrayEndOpen = true
  /// Frames of it on their way, where they are counted.
  var frames: UInt8 = 0

  var isOver: Bool { !isHostEndOpen && !isArrayEndOpen && frames == 0 }
}

/// A command as those name it who write a run down.
struct WrittenCommand: BitwiseCopyable, Sendable {
  var content: InformationUnit.Content
  /// What an I/O writes or may find.
  var version: Version?
}

/// What the judge knows of an operation until it is answered.
struct OperationFile: BitwiseCopyable, Sendable {
  /// nil where the judgement is off.
  var operation: Oracle.Operation?
  var facts: OperationFacts
  var arrivedAt: Instant
  /// The failover that it waits for or went through; `.max` = none.
  var failover: UInt32 = .max
}

/// The path failure that a set of I/Os goes through.
struct Failover: BitwiseCopyable, Sendable {
  /// The fault that the path met, or the path's last return to service if that came later.
  let began: Instant
  var operationsLeft = 0
  var isOpen = true
}
