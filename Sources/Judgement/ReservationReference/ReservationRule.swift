/// The rows of the rules of persistent reservations (SPC-4 5.13, 6.15, 6.16; SBC-4 table 13; SPC-2 for RESERVE and RELEASE).
///
/// `ReferenceUnit` marks each row that it applies; `Docs/0005-reservation-coverage.md` says in words what the row says and
/// which test reaches it.
public enum ReservationRule: Int, CaseIterable, Sendable {
  // Which answer comes first.
  case resetAttentionBeforeConflict
  case conflictBeforeOtherAttention
  case otherAttentionReported
  case attentionExempt
  case listLengthBeforeKey
  case portListBeforeKey
  case keyBeforeType

  // Commands of other nexuses under a reservation (SPC-4 table 65, SBC-4 table 13).
  case holderMayDoAnything
  case alwaysUnderWriteExclusive, alwaysUnderExclusiveAccess, alwaysByRegistrant
  case alwaysUnderWriteExclusiveRegistrants, alwaysUnderExclusiveAccessRegistrants
  case readUnderWriteExclusive, readUnderExclusiveAccess, readByRegistrant
  case readUnderWriteExclusiveRegistrants, readUnderExclusiveAccessRegistrants
  case writeUnderWriteExclusive, writeUnderExclusiveAccess, writeByRegistrant
  case writeUnderWriteExclusiveRegistrants, writeUnderExclusiveAccessRegistrants

  // PERSISTENT RESERVE OUT under another nexus's reservation (SPC-4 table 66).
  case outRegisterAlways
  case outRegisteredMayClearAndPreempt
  case outReserveAndMoveConflict
  case outUnregisteredConflicts

  // Types and holders.
  case typeOfOneHolder
  case typeOfAllRegistrants
  case laterRegistrantHolds
  case allRegistrantsKeyReportedZero
  case typeUnknown
  case typeUnknownToSPC2
  case keyChangeKeepsReservation

  // REGISTER and REGISTER AND IGNORE EXISTING KEY.
  case registerUnregisteredWithKey
  case registerNothing
  case registerNew
  case registerListedPorts
  case registerListedPortTaken
  case registerListedPortUnknown
  case registerThroughAllTargetPorts
  case registerThroughAllTargetPortsWrongKey
  case registerWithoutResources
  case registerWrongKey
  case registerRegisteredWithPorts
  case registerChangesKey
  case unregisterBystander
  case unregisterReleases
  case unregisterReleasesRegistrantsOnly
  case unregisterLastOfAllRegistrants
  case unregisterOneOfAllRegistrants
  case registerIgnoringKey
  case registerIgnoringKeyWithPorts

  // RESERVE.
  case reserveWrongKey
  case reserveBadScope
  case reserveTaken
  case reserveAgain
  case reserveAgainByRegistrant
  case reserveOtherType
  case reserveElementHeldByOther

  // RELEASE.
  case releaseWrongKey
  case releaseNothingHeld
  case releaseByNonHolder
  case releaseMismatch
  case releaseSilently
  case releaseTellsRegistrants
  case releaseWithoutAttention

  // CLEAR.
  case clearWrongKey
  case clearAll

  // REGISTER AND MOVE.
  case moveWrongKey
  case moveOfAllRegistrants
  case moveWithoutReservation
  case moveToNoKey
  case moveToSelf
  case moveToNobody
  case moveBadLength
  case moveDone
  case moveUnregisters
  case moveOverwrites
  case moveWithoutResources

  // REPLACE LOST RESERVATION.
  case replaceNotLost
  case replaceBadKey
  case replaceDone

  // Flags and lengths of the parameter list.
  case persistenceIgnoredElsewhere
  case persistenceUnsupported
  case portListOnOtherAction
  case listLengthWrong
  case generationKeptOnError

  // PREEMPT (SPC-4 table 72).
  case preemptWrongKey
  case preemptAllRegistrants
  case preemptSomeOfAllRegistrants
  case preemptLastOfAllRegistrants
  case preemptZeroKey
  case preemptHolder
  case preemptHolderSelf
  case preemptChangesTypeTellsSurvivors
  case preemptBystander
  case preemptWithoutReservation
  case preemptUnknownKey
  case preemptOwnKey
  case preemptedNexusTold
  case preemptElementsInTheWay

  // PREEMPT AND ABORT.
  case abortHolder
  case abortBystander
  case abortDormant
  case abortAllRegistrants
  case abortOwnCommands
  case abortedAttention
  case abortedStatus
  case registerAgainAfterPreempt
  case plainPreemptAbortsNothing
  case clearAbortsNothing

  // Events.
  case logicalUnitResetKeeps
  case targetResetKeeps
  case nexusLossKeeps
  case reinstatementKeeps
  case newNexusUnregistered
  case resetDropsLegacy
  case nexusLossDropsLegacy
  case powerLossDrops
  case powerLossKeeps
  case notReadyUntilRestored
  case readyWhileRestoring
  case persistenceLastWriterWins
  case informationLostRefuses
  case informationLostAllows

  // RESERVE and RELEASE of SPC-2.
  case legacyTaken
  case legacyAgain
  case legacyHeldByOther
  case legacyRefusesPersistentReservations
  case legacyReleased
  case legacyReleasedByNonHolder
  case legacyConflictsWithRegistrations
  case compatibleHandlingByHolder
  case compatibleHandlingByRegistrant
  case legacyConflict

  // Persistent reservations of SPC-2, and what later standards dropped.
  case elementScopeReserved
  case elementScopeUnsupported
  case severalReservations
  case scopeSpecificAddressReported
  case actionUnknownToSPC2
  case actionReserved

  // PERSISTENT RESERVE IN.
  case readKeys
  case readReservation
  case readNoReservation
  case reportCapabilities
  case readFullStatus
  case allocationLengthCuts
}
