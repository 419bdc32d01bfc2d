import SCSIWire

/// What the device server of one logical unit asks before it enables a command: its reservations of both kinds, the unit
/// attentions pending for each I_T nexus, and whether state that persists has been restored.
///
/// A value that knows neither time nor tasks. Commands pass `refusal(of:from:)`; those about reservations then have their own
/// method; what happens to the unit is told in the past tense.
public struct LogicalUnitAccess: Hashable, Sendable {
  /// Whether persistent state is available (SPC-4 5.13.5).
  public enum Readiness: UInt8, BitwiseCopyable, Sendable {
    case ready
    /// Power has returned, and what persisted has not been read yet.
    case restoring
  }

  /// Fields of the control mode page that matter here.
  public struct Control: BitwiseCopyable, Hashable, Sendable {
    /// TAS: a command aborted by another nexus is answered with TASK ABORTED; else its nexus gets unit attention 2F/00.
    public var taskAbortedStatus: Bool
    /// NUAR: RELEASE establishes no unit attention.
    public var noUnitAttentionOnRelease: Bool

    public init(taskAbortedStatus: Bool = false, noUnitAttentionOnRelease: Bool = false) {
      self.taskAbortedStatus = taskAbortedStatus
      self.noUnitAttentionOnRelease = noUnitAttentionOnRelease
    }
  }

  public internal(set) var table: ReservationTable

  /// The nexus that holds the unit by SPC-2 RESERVE.
  public internal(set) var legacyHolder: NexusID? { didSet { classify() } }

  public internal(set) var readiness = Readiness.ready { didSet { classify() } }

  /// MODE SELECT may change it, until a reset.
  public var control: Control
  let standardControl: Control

  /// By nexus. A nexus beyond the end has not been seen yet.
  @usableFromInline var attentions: [UnitAttentionQueue]

  /// Whether nothing but unit attentions and the persistent reservation has to be asked.
  @usableFromInline var isPlain = true

  /// Whether the profile judges some commands, but never READ and WRITE, by another table than the standard's.
  @usableFromInline let hasOwnAccessTable: Bool

  /// `nexusCount` nexuses are known from the beginning and owe no unit attention; others begin with 29/00.
  public init(nexusCount: Int = 0, rules: ReservationRules = ReservationRules(), control: Control = Control()) {
    table = ReservationTable(nexusCount: nexusCount, rules: rules)
    attentions = Array(repeating: UnitAttentionQueue(), count: nexusCount)
    self.control = control
    standardControl = control
    hasOwnAccessTable = rules.profile.accessTable != .standard
  }

  var profile: ReservationProfile { table.rules.profile }

  /// The unit attentions pending for a nexus.
  public func pendingAttentions(of nexus: NexusID) -> UnitAttentionQueue {
    Int(nexus.index) < attentions.count ? attentions[Int(nexus.index)] : firstAttentions
  }

  /// Those of a nexus that was not seen before.
  private var firstAttentions: UnitAttentionQueue {
    var queue = UnitAttentionQueue()
    if profile.hasUnitAttentions { queue.establish(.powerOnOrReset) }
    return queue
  }

  mutating func classify() { isPlain = hasNothingSpecial }

  var hasNothingSpecial: Bool {
    legacyHolder == nil && readiness == .ready && !table.isLost
  }

  /// Gives the nexus, and all before it, a queue and a place in the table.
  mutating func see(_ nexus: NexusID) {
    let missing = Int(nexus.index) + 1 - attentions.count
    if missing > 0 { attentions.append(contentsOf: repeatElement(firstAttentions, count: missing)) }
    table.makeRoom(for: nexus)
  }

  mutating func establish(_ attention: UnitAttention, for nexus: NexusID) {
    see(nexus)
    if profile.hasUnitAttentions { attentions[Int(nexus.index)].establish(attention) }
  }
}
