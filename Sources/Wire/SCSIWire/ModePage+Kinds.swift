/// A mode page without subpages whose fields lie at fixed places, counted from the page's first byte.
protocol FieldTableModePage: FieldTable {
  static var pageCode: UInt8 { get }
  /// With the header of two bytes.
  static var encodedLength: Int { get }
}

extension FieldTableModePage {
  var modePage: ModePage {
    ModePage(
      code: Self.pageCode,
      body: Array(encodedFields(length: Self.encodedLength).dropFirst(ModePageField.headerLength)))
  }

  init?(modePage page: ModePage) {
    guard page.code == Self.pageCode, page.subpage == 0,
      page.body.count == Self.encodedLength - ModePageField.headerLength
    else { return nil }
    self.init(fieldsOf: [UInt8](repeating: 0, count: ModePageField.headerLength) + page.body)
  }
}

/// Caching mode page, 08h (SBC-3 table 198). 20 bytes.
public struct CachingPage: BitwiseCopyable, Hashable, Sendable {
  public static let pageCode: UInt8 = 0x08
  /// WCE: GOOD may come before a write reaches the medium.
  public var writeCacheEnabled = false
  /// RCD: reads come from the medium only.
  public var readCacheDisabled = false
  /// DRA: nothing is read ahead.
  public var readAheadDisabled = false
  public init() {}

  public var page: ModePage { modePage }
  /// Nil when it is another page or of another length.
  public init?(_ page: ModePage) { self.init(modePage: page) }
}

extension CachingPage: FieldTableModePage {
  static let encodedLength = 20
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("WCE", 2, bits: 2...2), \.writeCacheEnabled),
    FieldBinding(Field("RCD", 2, bits: 0...0), \.readCacheDisabled),
    FieldBinding(Field("DRA", 12, bits: 5...5), \.readAheadDisabled),
  ]
}

/// Control mode page, 0Ah (SPC-4 table 455). 12 bytes.
public struct ControlPage: BitwiseCopyable, Hashable, Sendable {
  public static let pageCode: UInt8 = 0x0A
  /// TST, three bits: 0 one task set for all I_T nexuses, 1 one for each.
  public var taskSetType: UInt8 = 0
  /// D_SENSE: sense data in descriptor format.
  public var descriptorSense = false
  /// GLTSD: log parameters are not saved by themselves.
  public var globalLoggingTargetSaveDisabled = false
  /// Four bits: 0 restricted reordering, 1 unrestricted.
  public var queueAlgorithmModifier: UInt8 = 0
  /// NUAR: no unit attention 2A/04 when a reservation is released.
  public var noUnitAttentionOnRelease = false
  /// QERR, two bits: what becomes of other tasks when one ends with CHECK CONDITION; 0 nothing.
  public var queueErrorManagement: UInt8 = 0
  /// UA_INTLCK_CTRL, two bits: 0 clears a unit attention when it is reported.
  public var unitAttentionInterlock: UInt8 = 0
  /// SWP: the medium is write protected.
  public var softwareWriteProtect = false
  /// TAS: a task that another I_T nexus aborted ends with TASK ABORTED.
  public var taskAbortedStatus = false
  /// In 100 ms; FFFFh is unlimited.
  public var busyTimeoutPeriod: UInt16 = 0
  /// Seconds.
  public var extendedSelfTestTime: UInt16 = 0
  public init() {}

  public var page: ModePage { modePage }
  /// Nil when it is another page or of another length.
  public init?(_ page: ModePage) { self.init(modePage: page) }
}

extension ControlPage: FieldTableModePage {
  static let encodedLength = 12
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("TST", 2, bits: 5...7), \.taskSetType),
    FieldBinding(Field("D_SENSE", 2, bits: 2...2), \.descriptorSense),
    FieldBinding(Field("GLTSD", 2, bits: 1...1), \.globalLoggingTargetSaveDisabled),
    FieldBinding(Field("QUEUE ALGORITHM MODIFIER", 3, bits: 4...7), \.queueAlgorithmModifier),
    FieldBinding(Field("NUAR", 3, bits: 3...3), \.noUnitAttentionOnRelease),
    FieldBinding(Field("QERR", 3, bits: 1...2), \.queueErrorManagement),
    FieldBinding(Field("UA_INTLCK_CTRL", 4, bits: 4...5), \.unitAttentionInterlock),
    FieldBinding(Field("SWP", 4, bits: 3...3), \.softwareWriteProtect),
    FieldBinding(Field("TAS", 5, bits: 6...6), \.taskAbortedStatus),
    FieldBinding(Field("BUSY TIMEOUT PERIOD", 8...9), \.busyTimeoutPeriod),
    FieldBinding(Field("EXTENDED SELF-TEST COMPLETION TIME", 10...11), \.extendedSelfTestTime),
  ]
}

/// Informational Exceptions Control mode page, 1Ch (SBC-3 table 203). 12 bytes.
public struct InformationalExceptionsPage: BitwiseCopyable, Hashable, Sendable {
  public static let pageCode: UInt8 = 0x1C
  /// DEXCPT: exceptions are not reported.
  public var exceptionsDisabled = false
  /// TEST: a false exception is reported.
  public var test = false
  /// MRIE, four bits: how they are reported; 0 not at all.
  public var reportingMethod: UInt8 = 0
  /// In 100 ms.
  public var intervalTimer: UInt32 = 0
  public var reportCount: UInt32 = 0
  public init() {}

  public var page: ModePage { modePage }
  /// Nil when it is another page or of another length.
  public init?(_ page: ModePage) { self.init(modePage: page) }
}

extension InformationalExceptionsPage: FieldTableModePage {
  static let encodedLength = 12
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("DEXCPT", 2, bits: 3...3), \.exceptionsDisabled),
    FieldBinding(Field("TEST", 2, bits: 2...2), \.test),
    FieldBinding(Field("MRIE", 3, bits: 0...3), \.reportingMethod),
    FieldBinding(Field("INTERVAL TIMER", 4...7), \.intervalTimer),
    FieldBinding(Field("REPORT COUNT", 8...11), \.reportCount),
  ]
}
