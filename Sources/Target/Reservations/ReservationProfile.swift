/// The choices by which device servers differ from each other and from the standard, each where it can be seen from outside.
///
/// `standard` is SPC-4; the others are what the code of four open targets does, as read there. What is not a state or a status (a
/// pointer left dangling, a type nobody checked) is not imitated, nor is the order of checks where two things are wrong at once.
public struct ReservationProfile: BitwiseCopyable, Hashable, Sendable {
  // MARK: Unit attentions

  /// Whether unit attentions exist. Without them a preempted host learns of it only when a command conflicts.
  public var hasUnitAttentions = true
  public var attentionOrder = AttentionOrder.resetsBeforeConflict
  /// Reporting one condition drops the others: a host told of a reset never hears that it was preempted.
  public var reportDropsOtherAttentions = false
  public var releaseAttention = ReleaseAttention.sharers
  /// The victim of a PREEMPT is told 2A/03 (as by CLEAR) instead of 2A/05: it cannot know that others are still registered.
  public var preemptTellsReservationsPreempted = false

  // MARK: Registering

  public var generation = GenerationStyle.perCommand
  public var nexusIdentity = NexusIdentity.port
  public var listedRegistrant = ListedRegistrant.refused
  /// SPEC_I_PT, ALL_TG_PT and APTPL are unknown and answered with 24/00: a host must register path by path, and again after each
  /// power loss.
  public var refusesOptionalBits = false
  public var unregistered = UnregisteredAnswer.conflict
  /// CLEAR switches APTPL off: who registers next without it loses everything at the next power loss.
  public var clearStopsPersistence = false
  /// REPLACE LOST RESERVATION is supported. Without it, lost information is an empty table, open to all.
  public var replacesLostReservation = true

  // MARK: Reserving and releasing

  public var badScope = BadScope.invalidFieldInCDB
  /// RESERVE does not verify the reservation key: a stale process of a registered host may still reserve.
  public var reserveIgnoresKey = false
  public var releaseKey = ReleaseKey.verified
  public var releaseMismatch = ReleaseMismatch.invalidRelease
  /// RELEASE of an All Registrants reservation does nothing but answer GOOD while others are registered.
  public var releaseKeepsAllRegistrants = false
  public var move = Move.standard

  // MARK: Preempting

  public var preemptNobody = PreemptNobody.invalidFieldInParameterList
  /// PREEMPT of a key that nobody has is GOOD, not a conflict: two survivors both believe that they won the race.
  public var preemptsUnknownKeys = false
  public var ownKey = OwnKey.removed
  /// An All Registrants reservation has an internal holder, by whose key it can be taken over, with a new type and a single
  /// holder where SPC-4 only removes registrations.
  public var allRegistrantsHaveHolder = false
  public var abort = Abort.victims

  // MARK: Access and reading

  public var accessTable = AccessTable.standard
  public var readKeysLength = ReadKeysLength.full
  /// READ FULL STATUS is supported. Without it a host sees keys, but not whose they are.
  public var readsFullStatus = true
  /// REPORT CAPABILITIES says which commands pass a reservation (ALLOW COMMANDS). Without it a host has to try.
  public var reportsAllowedCommands = true

  public init() {}
}

extension ReservationProfile {
  /// What a command is answered with that meets both a unit attention and a conflict.
  public enum AttentionOrder: UInt8, BitwiseCopyable, Sendable {
    /// SAM-3 and later: 29h before RESERVATION CONFLICT, others behind it.
    case resetsBeforeConflict
    /// Any unit attention first: one command of a fenced host ends with 2A/05 before the next one conflicts, and fencing that
    /// waits for the conflict sees it one command late.
    case attentionsFirst
    /// Any conflict first: a reset stays unnoticed as long as the host is shut out.
    case conflictFirst
  }

  /// Who is told 2A/04 when a reservation is released.
  public enum ReleaseAttention: UInt8, BitwiseCopyable, Sendable {
    /// The other registrants, if they shared the access (types 5 to 8).
    case sharers
    /// For each other registrant every nexus but that one: the caller is told what it did itself, bystanders are told, and a
    /// single sharer is not. RELEASE tells of types 1 and 3 only, unregistering of all.
    case misdirected
  }

  /// What PRGENERATION counts. A host that compares it with what its own commands must have made of it sees strangers that are
  /// none, or misses some.
  public enum GenerationStyle: UInt8, BitwiseCopyable, Sendable {
    /// One for each successful command that may change registrations.
    case perCommand
    /// One for each registration made or changed, none for unregistering, one for CLEAR, PREEMPT and REGISTER AND MOVE.
    case perRegistration
    /// One for each registration made, changed or removed, and one more for PREEMPT.
    case perRemoval
    /// `perCommand`, and one more when unregistering releases the reservation.
    case perCommandAndRelease
  }

  /// Whom a registration belongs to.
  public enum NexusIdentity: UInt8, BitwiseCopyable, Sendable {
    /// The initiator port through the target port, as named.
    case port
    /// For access, the whole initiator device through the target port: an unregistered session of a registered host writes.
    case device
    /// One session: after each login, also under the same ISID, a host is unregistered and fenced by its own reservation.
    case session
  }

  /// A port listed with SPEC_I_PT that is registered already.
  public enum ListedRegistrant: UInt8, BitwiseCopyable, Sendable {
    /// 26/00, and nobody is registered.
    case refused
    /// Keeps its key, unnoticed: the caller believes that all ports have the new one.
    case skipped
    /// Loses its key to the new one: one host can take away another's registration without PREEMPT.
    case overwritten
  }

  /// The answer to service actions that only registrants may use, where nothing is reserved (else it is a conflict).
  public enum UnregisteredAnswer: UInt8, BitwiseCopyable, Sendable {
    case conflict
    /// 08/00: hosts take it for a broken path and retry elsewhere.
    case communicationFailure
    /// RELEASE and CLEAR: NOT READY, which hosts retry for minutes.
    case notReadyToReleaseOrClear
  }

  /// The answer to a scope that is not LU_SCOPE.
  public enum BadScope: UInt8, BitwiseCopyable, Sendable {
    case invalidFieldInCDB
    /// 26/00, which points at the wrong place.
    case invalidFieldInParameterList
    /// 24/00 by RESERVE only; PREEMPT takes any scope, and the reservation cannot be released under scope 0.
    case ignoredByPreempt
  }

  /// Whether RELEASE verifies the reservation key.
  public enum ReleaseKey: UInt8, BitwiseCopyable, Sendable {
    case verified
    /// Only while something is reserved: a stale key is noticed late.
    case verifiedWhileReserved
    /// Only from a holder: a registrant that lost its key to another host goes on believing in it.
    case verifiedOfHolder
    /// Must be the holder's, whoever asks, else 24/00: a bystander's harmless RELEASE is an error.
    case holders
  }

  /// The answer to RELEASE of another type or scope than is held.
  public enum ReleaseMismatch: UInt8, BitwiseCopyable, Sendable {
    case invalidRelease
    /// As if the caller had lost its reservation.
    case conflict
    case invalidFieldInCDB
  }

  /// What REGISTER AND MOVE does.
  public enum Move: UInt8, BitwiseCopyable, Sendable {
    case standard
    /// The moved reservation has its type as scope: nobody can release or repeat it.
    case copiesTypeIntoScope
    /// 24/00.
    case unsupported
    /// The destination must be registered under the key already, else 24/00; All Registrants reservations can be moved; GOOD
    /// without effect from a non-holder, which believes that the reservation has moved.
    case toRegistrant
  }

  /// PREEMPT with service action key 0 where nobody in particular is meant (no All Registrants reservation).
  public enum PreemptNobody: UInt8, BitwiseCopyable, Sendable {
    case invalidFieldInParameterList
    /// The same while reserved, a conflict otherwise.
    case conflictUnlessReserved
    /// 24/00 while reserved, GOOD otherwise: a host that forgot the victim's key believes it fenced.
    case goodUnlessReserved
  }

  /// PREEMPT of the caller's own key where that is not a take-over.
  public enum OwnKey: UInt8, BitwiseCopyable, Sendable {
    case removed
    /// The caller stays registered under an All Registrants reservation: a host that wants to leave by PREEMPT keeps its access.
    case keptUnderAllRegistrants
    /// The caller always stays registered, under any reservation and none.
    case kept
  }

  /// What PREEMPT AND ABORT aborts.
  public enum Abort: UInt8, BitwiseCopyable, Sendable {
    /// Every command of the nexuses that had the key.
    case victims
    /// The same, but with key 0 the caller's own other commands are spared: its own late writes may follow its barrier.
    case victimsButCaller
    /// Every command, of whomever, that was enabled while the holder had one of the removed keys: late writes of a victim that
    /// did not hold the reservation survive, and bystanders' commands die.
    case underHoldersKey
    /// The service action is unknown (24/00): a host can fence, but cannot stop what is under way.
    case unsupported
  }

  /// Which commands a reservation lets pass.
  public enum AccessTable: UInt8, BitwiseCopyable, Sendable {
    /// SPC-4 table 65 and SBC-4 table 13.
    case standard
    /// By data direction: Write Exclusive lets commands without data (SYNCHRONIZE CACHE, STOP) pass from the unregistered and
    /// stops them from registrants; READ CAPACITY conflicts with Exclusive Access, so that a new host sees no disk.
    case byDataDirection
    /// A registered non-holder may MODE SELECT under types 1 and 3: it can switch the holder's write cache.
    case registrantsSelectModes
    /// MODE SENSE conflicts with Write Exclusive: hosts that ask for the write cache attach the disk wrongly.
    case modeSenseConflicts
  }

  /// ADDITIONAL LENGTH of READ KEYS where not all keys fit.
  public enum ReadKeysLength: UInt8, BitwiseCopyable, Sendable {
    case full
    /// Full, but less than 8 bytes are refused with 24/00.
    case fullFromEightBytes
    /// Of the keys that fit: a host with a small buffer never learns of the rest.
    case truncated
  }
}
