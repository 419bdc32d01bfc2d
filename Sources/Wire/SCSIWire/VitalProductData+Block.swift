/// Pages of fixed layout: all of a page's fields at their places, counted from the page's first byte.
protocol FieldTableVPD: VitalProductDataPage, FieldTable {
  static var encodedLength: Int { get }
}

extension FieldTableVPD {
  public func encodedBody() -> [UInt8] {
    Array(encodedFields(length: Self.encodedLength).dropFirst(VitalProductDataField.headerLength))
  }

  /// A longer page of a later standard is cut; a shorter one of an earlier standard counts as filled with zeros.
  public init(page: [UInt8]) {
    self.init(fieldsOf: page + [UInt8](repeating: 0, count: max(0, Self.encodedLength - page.count)))
  }
}

/// Page B0h, Block Limits (SBC-3 table 217). Lengths are in logical blocks; 0 says nothing. 64 bytes.
public struct BlockLimitsVPD: BitwiseCopyable, FieldTableVPD {
  public static let pageCode: UInt8 = 0xB0
  /// WSNZ: WRITE SAME of no blocks is not supported.
  public var writeSameNonZero = false
  /// 0: COMPARE AND WRITE is not supported.
  public var compareAndWriteLengthMax: UInt8 = 0
  public var transferLengthGranularity: UInt16 = 0
  public var transferLengthMax: UInt32 = 0
  public var transferLengthOptimal: UInt32 = 0
  public var prefetchLengthMax: UInt32 = 0
  /// Blocks of one UNMAP; FFFF_FFFFh for no limit, 0 for no UNMAP.
  public var unmapBlockCountMax: UInt32 = 0
  /// Block descriptors of one UNMAP; as above.
  public var unmapDescriptorCountMax: UInt32 = 0
  public var unmapGranularity: UInt32 = 0
  /// UGAVALID: `unmapGranularityAlignment` (31 bits) says something.
  public var isUnmapAlignmentValid = false
  public var unmapGranularityAlignment: UInt32 = 0
  public var writeSameLengthMax: UInt64 = 0
  public init() {}

  static let encodedLength = 64
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("WSNZ", 4, bits: 0...0), \.writeSameNonZero),
    FieldBinding(Field("MAXIMUM COMPARE AND WRITE LENGTH", 5), \.compareAndWriteLengthMax),
    FieldBinding(Field("OPTIMAL TRANSFER LENGTH GRANULARITY", 6...7), \.transferLengthGranularity),
    FieldBinding(Field("MAXIMUM TRANSFER LENGTH", 8...11), \.transferLengthMax),
    FieldBinding(Field("OPTIMAL TRANSFER LENGTH", 12...15), \.transferLengthOptimal),
    FieldBinding(Field("MAXIMUM PREFETCH LENGTH", 16...19), \.prefetchLengthMax),
    FieldBinding(Field("MAXIMUM UNMAP LBA COUNT", 20...23), \.unmapBlockCountMax),
    FieldBinding(Field("MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT", 24...27), \.unmapDescriptorCountMax),
    FieldBinding(Field("OPTIMAL UNMAP GRANULARITY", 28...31), \.unmapGranularity),
    FieldBinding(Field("UGAVALID", 32...35, bits: 31...31), \.isUnmapAlignmentValid),
    FieldBinding(Field("UNMAP GRANULARITY ALIGNMENT", 32...35, bits: 0...30), \.unmapGranularityAlignment),
    FieldBinding(Field("MAXIMUM WRITE SAME LENGTH", 36...43), \.writeSameLengthMax),
  ]
}

/// Page B1h, Block Device Characteristics (SBC-3 table 215). 64 bytes.
public struct BlockDeviceCharacteristicsVPD: BitwiseCopyable, FieldTableVPD {
  public static let pageCode: UInt8 = 0xB1
  /// Revolutions a minute; 0 says nothing, 1 is a medium that does not rotate.
  public var rotationRate: UInt16 = 0
  /// Four bits; 0 says nothing.
  public var nominalFormFactor: UInt8 = 0
  public init() {}

  static let encodedLength = 64
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("MEDIUM ROTATION RATE", 4...5), \.rotationRate),
    FieldBinding(Field("NOMINAL FORM FACTOR", 7, bits: 0...3), \.nominalFormFactor),
  ]
}

/// Page B2h, Logical Block Provisioning (SBC-3 table 225). 8 bytes.
public struct LogicalBlockProvisioningVPD: BitwiseCopyable, FieldTableVPD {
  public static let pageCode: UInt8 = 0xB2
  /// A threshold set has 2^n blocks; 0: there are no thresholds.
  public var thresholdExponent: UInt8 = 0
  /// LBPU: UNMAP is supported.
  public var supportsUnmap = false
  /// LBPWS, LBPWS10: WRITE SAME(16), WRITE SAME(10) may unmap.
  public var supportsWriteSame16 = false
  public var supportsWriteSame10 = false
  /// LBPRZ: unmapped blocks read as zeros.
  public var readsZeros = false
  /// ANC_SUP: blocks can be anchored.
  public var supportsAnchor = false
  /// Three bits: 0 fully provisioned or not said, 1 resource provisioned, 2 thin provisioned.
  public var provisioningType: UInt8 = 0
  public init() {}

  static let encodedLength = 8
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("THRESHOLD EXPONENT", 4), \.thresholdExponent),
    FieldBinding(Field("LBPU", 5, bits: 7...7), \.supportsUnmap),
    FieldBinding(Field("LBPWS", 5, bits: 6...6), \.supportsWriteSame16),
    FieldBinding(Field("LBPWS10", 5, bits: 5...5), \.supportsWriteSame10),
    FieldBinding(Field("LBPRZ", 5, bits: 2...2), \.readsZeros),
    FieldBinding(Field("ANC_SUP", 5, bits: 1...1), \.supportsAnchor),
    FieldBinding(
      Field("PROVISIONING TYPE", 6, bits: 0...2) {
        ["not reported or fully provisioned", "resource provisioned", "thin provisioned"].element(at: Int($0))
      }, \.provisioningType),
  ]
}

extension Array {
  /// Nil where there is no such index.
  func element(at index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
