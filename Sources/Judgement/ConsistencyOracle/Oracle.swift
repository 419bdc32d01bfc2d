import EventEngine

/// Answers: did anything stale reach the medium or a reader?
///
/// It sees only what crosses interfaces, in one total sequence, and never asks the reservation table. *Applied* means visible to
/// reads through every controller; destaging from cache to disk is not an apply. Every block is judged by itself: writes of many
/// blocks are not atomic.
///
/// A write is *disposed of* when it is acknowledged, reported failed, or taken over. A late apply is an apply of w after w was
/// disposed of. By the version v that it replaces at a block it is
///
/// - *same*: v is w;
/// - *forward*: v was disposed of before w was issued. This comes before the next rule: where v itself had come too late over
///   w, a second apply of w repairs the block;
/// - *stale*: v was issued after w was disposed of, or v replaced w here before (w, v, w), be it by another attempt or because a
///   controller replays what it had applied;
/// - *concurrent*: otherwise.
///
/// A stale read returns w although some w', issued after w was disposed of, was acknowledged or returned by a finished read
/// before the read was issued.
///
/// State is extents that live operations cover, or that are damaged, or from which a stale read could come; a block outside
/// holds a version disposed of before anything live was issued. Memory is O(live + damaged), an event costs expected
/// O(log live) for each extent that it touches, and nothing is allocated in steady state. Events must be reported in the order in
/// which they happen; equal instants are told apart by that order.
public struct Oracle: @unchecked Sendable {
  /// What was seen so far.
  public internal(set) var counts = Counts()
  /// The first `violationsRecordedMax` violations, as block ranges with one explanation each.
  public internal(set) var violations: [Violation] = []
  /// All violations, recorded or not.
  public internal(set) var violationCount: UInt64 = 0
  /// The first `exposuresRecordedMax` exposures, in the order in which they ended.
  public internal(set) var exposures: [Exposure] = []
  /// The first `modelErrorsRecordedMax` errors of the model.
  public internal(set) var modelErrors: [ModelError] = []

  public static let violationsRecordedMax = 256
  public static let exposuresRecordedMax = 65_536
  public static let modelErrorsRecordedMax = 8

  /// The operations that are not finished or have attempts that may still act.
  public internal(set) var liveOperations = 0

  /// Shared by this oracle and its copies, as the pools' records are: one look an event tells whether there is any.
  private var token = ManagedBuffer<Void, UInt8>.create(minimumCapacity: 0) { _ in }
  /// Position of the event being handled in the total order.
  var tick: UInt64 = 0
  var operations = RecordPool<OperationRecord>()
  var attempts = RecordPool<AttemptRecord>()
  var pieces = RecordPool<Piece>()
  var marks = RecordPool<Mark>()
  var extents: ExtentMap
  /// The operations of each host so far, for versions.
  var sequences: ContiguousArray<UInt64> = []
  /// At most one each: what the event being handled has found on the blocks judged last. Empty between events; not optionals,
  /// because looking at one of that size copies it.
  var pendingViolation: [Violation] = []
  var pendingExposure: [Exposure] = []
  /// For each nexus and unit the index of its fence plus one, or 0; as far as nexuses have met a barrier.
  var fenceIndices: ContiguousArray<UInt32> = []
  var fences: ContiguousArray<Fence> = []

  /// An oracle for `unitCount` logical units, numbered from 0. I_T nexuses are numbered from 0 too, as many as there are.
  public init(unitCount: Int) { extents = ExtentMap(unitCount: unitCount) }

  /// The extents kept, damaged ones included.
  public var trackedExtents: Int { extents.count }

  /// Whether nothing can change the medium any more: no live operation, hence no live attempt.
  public var isQuiet: Bool { liveOperations == 0 }

  /// Starts an event: its place in the total order, and records that no copy of the oracle shares.
  @inline(__always) mutating func begin() {
    tick += 1
    if !isKnownUniquelyReferenced(&token) { own() }
  }

  @inline(never) private mutating func own() {
    token = .create(minimumCapacity: 0) { _ in }
    operations.copy()
    attempts.copy()
    extents.pool.copy()
    pieces.copy()
    marks.copy()
  }

  mutating func recordError(_ kind: ModelError.Kind, at now: Instant, operation: Slot = noSlot) {
    counts.modelErrors += 1
    guard modelErrors.count < Oracle.modelErrorsRecordedMax else { return }
    let version = operation == noSlot ? nil : operations[operation].version
    modelErrors.append(ModelError(kind: kind, at: now, version: version))
  }
}
