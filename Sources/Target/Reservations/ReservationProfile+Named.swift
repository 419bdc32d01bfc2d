extension ReservationProfile {
  /// SPC-4.
  public static let standard = ReservationProfile()

  /// LIO of Linux 6.1.
  public static let lio = with {
    $0.attentionOrder = .attentionsFirst
    $0.reportDropsOtherAttentions = true
    $0.generation = .perRegistration
    $0.nexusIdentity = .device
    $0.listedRegistrant = .skipped
    $0.unregistered = .communicationFailure
    $0.clearStopsPersistence = true
    $0.replacesLostReservation = false
    $0.badScope = .invalidFieldInParameterList
    $0.releaseKey = .verifiedOfHolder
    $0.releaseMismatch = .conflict
    $0.move = .copiesTypeIntoScope
    $0.ownKey = .keptUnderAllRegistrants
    $0.allRegistrantsHaveHolder = true
    $0.abort = .underHoldersKey
    $0.accessTable = .byDataDirection
    $0.readKeysLength = .fullFromEightBytes
  }

  /// SCST.
  public static let scst = with {
    $0.attentionOrder = .conflictFirst
    $0.listedRegistrant = .overwritten
    $0.replacesLostReservation = false
    $0.releaseKey = .verifiedWhileReserved
    $0.preemptNobody = .conflictUnlessReserved
    $0.ownKey = .kept
    $0.abort = .victimsButCaller
  }

  /// SPDK.
  public static let spdk = with {
    $0.hasUnitAttentions = false
    $0.generation = .perRemoval
    $0.nexusIdentity = .session
    $0.refusesOptionalBits = true
    $0.unregistered = .notReadyToReleaseOrClear
    $0.replacesLostReservation = false
    $0.releaseKey = .holders
    $0.releaseMismatch = .invalidFieldInCDB
    $0.releaseKeepsAllRegistrants = true
    $0.move = .unsupported
    $0.preemptNobody = .goodUnlessReserved
    $0.preemptsUnknownKeys = true
    $0.abort = .unsupported
    $0.accessTable = .registrantsSelectModes
    $0.readKeysLength = .truncated
    $0.reportsAllowedCommands = false
  }

  /// tgt (Linux SCSI target framework).
  public static let tgt = with {
    $0.attentionOrder = .attentionsFirst
    $0.releaseAttention = .misdirected
    $0.preemptTellsReservationsPreempted = true
    $0.generation = .perCommandAndRelease
    $0.nexusIdentity = .session
    $0.refusesOptionalBits = true
    $0.replacesLostReservation = false
    $0.badScope = .ignoredByPreempt
    $0.reserveIgnoresKey = true
    $0.releaseKey = .verifiedOfHolder
    $0.move = .toRegistrant
    $0.preemptNobody = .goodUnlessReserved
    $0.ownKey = .kept
    $0.abort = .unsupported
    $0.accessTable = .modeSenseConflicts
    $0.readKeysLength = .fullFromEightBytes
    $0.readsFullStatus = false
    $0.reportsAllowedCommands = false
  }

  /// The profiles that have a name, with it.
  public static let all: [(name: String, profile: ReservationProfile)] = [
    ("standard", standard), ("lio", lio), ("scst", scst), ("spdk", spdk), ("tgt", tgt),
  ]

  /// The profile that people call `name`, nil if there is none.
  public init?(name: String) {
    guard let entry = Self.all.first(where: { $0.name == name }) else { return nil }
    self = entry.profile
  }

  /// The name that people write, nil for choices of one's own.
  public var name: String? { Self.all.first { $0.profile == self }?.name }

  private static func with(_ choose: (inout ReservationProfile) -> Void) -> ReservationProfile {
    var profile = ReservationProfile()
    choose(&profile)
    return profile
  }
}
