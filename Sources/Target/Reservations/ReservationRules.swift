/// Which edition of the standard a device server follows.
public enum ReservationDialect: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Scope ELEMENT and the scope-specific address exist; types 1, 3, 5 and 6; service actions up to REGISTER AND IGNORE EXISTING
  /// KEY, and of the bits only APTPL.
  case spc2
  /// SPC-3 and SPC-4.
  case spc4
}

/// What is fixed about the reservations of a logical unit.
public struct ReservationRules: BitwiseCopyable, Hashable, Sendable {
  public var profile: ReservationProfile
  public var dialect: ReservationDialect
  /// SPC-2: the logical unit has elements (as a media changer has), each of which may be reserved by itself.
  public var hasElements: Bool
  /// The most registrations that the device server can hold.
  public var registrationLimit: Int
  /// PTPL_C: APTPL is supported, else it is an INVALID FIELD IN PARAMETER LIST.
  public var supportsPersistence: Bool
  /// CRH: a holder's or registrant's SPC-2 RESERVE and RELEASE are GOOD and do nothing, instead of conflicting.
  public var handlesCompatibleReservations: Bool

  public init(
    profile: ReservationProfile = ReservationProfile(), dialect: ReservationDialect = .spc4, hasElements: Bool = false,
    registrationLimit: Int = .max, supportsPersistence: Bool = true, handlesCompatibleReservations: Bool = false
  ) {
    self.profile = profile
    self.dialect = dialect
    self.hasElements = hasElements
    self.registrationLimit = registrationLimit
    self.supportsPersistence = supportsPersistence
    self.handlesCompatibleReservations = handlesCompatibleReservations
  }

  /// REPLACE LOST RESERVATION exists.
  var replacesLostReservation: Bool { dialect == .spc4 && profile.replacesLostReservation }
}
