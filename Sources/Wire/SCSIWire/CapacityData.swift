/// READ CAPACITY(10) parameter data (SBC-3 table 71). 8 bytes.
public struct ReadCapacity10Data: BitwiseCopyable, Hashable, Sendable {
  /// FFFF_FFFFh where the last address does not fit: READ CAPACITY(16) tells.
  public var lastBlock: UInt32 = 0
  /// Bytes.
  public var blockLength: UInt32 = 0
  public init() {}
  public init(lastBlock: UInt64, blockLength: UInt32) {
    self.lastBlock = UInt32(clamping: lastBlock)
    self.blockLength = blockLength
  }
}

extension ReadCapacity10Data: FieldTable {
  static let encodedLength = 8
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("RETURNED LOGICAL BLOCK ADDRESS", 0...3), \.lastBlock),
    FieldBinding(Field("LOGICAL BLOCK LENGTH IN BYTES", 4...7), \.blockLength),
  ]

  /// The 8 bytes; the command has no allocation length.
  public func encoded() -> [UInt8] { encodedFields(length: Self.encodedLength) }

  /// - Throws: when fewer than 8 bytes are there.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= encodedLength else {
      throw WireError(.readCapacity10, tooShort: bytes, expected: "8 bytes", sense: .none)
    }
    return Self(fieldsOf: bytes)
  }
}

/// READ CAPACITY(16) parameter data (SBC-3 table 74). 32 bytes.
public struct ReadCapacity16Data: BitwiseCopyable, Hashable, Sendable {
  public var lastBlock: UInt64 = 0
  /// Bytes.
  public var blockLength: UInt32 = 0
  /// PROT_EN and P_TYPE, three bits: protection information.
  public var isProtected = false
  public var protectionType: UInt8 = 0
  /// A physical block has 2^n logical ones; four bits.
  public var physicalBlockExponent: UInt8 = 0
  /// LBPME: the unit is thin provisioned.
  public var isProvisioningManaged = false
  /// LBPRZ: unmapped blocks read as zeros.
  public var readsZeros = false
  /// The first address at the start of a physical block; 14 bits.
  public var lowestAlignedBlock: UInt16 = 0
  public init() {}
}

extension ReadCapacity16Data: FieldTable {
  static let encodedLength = 32
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("RETURNED LOGICAL BLOCK ADDRESS", 0...7), \.lastBlock),
    FieldBinding(Field("LOGICAL BLOCK LENGTH IN BYTES", 8...11), \.blockLength),
    FieldBinding(Field("P_TYPE", 12, bits: 1...3), \.protectionType),
    FieldBinding(Field("PROT_EN", 12, bits: 0...0), \.isProtected),
    FieldBinding(Field("LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT", 13, bits: 0...3), \.physicalBlockExponent),
    FieldBinding(Field("LBPME", 14...15, bits: 15...15), \.isProvisioningManaged),
    FieldBinding(Field("LBPRZ", 14...15, bits: 14...14), \.readsZeros),
    FieldBinding(Field("LOWEST ALIGNED LOGICAL BLOCK ADDRESS", 14...15, bits: 0...13), \.lowestAlignedBlock),
  ]

  /// The 32 bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    Array(encodedFields(length: Self.encodedLength).prefix(allocationLength))
  }

  /// - Throws: when fewer than the 16 bytes with fields are there.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= 16 else {
      throw WireError(.readCapacity16, tooShort: bytes, expected: "16 bytes or more", sense: .none)
    }
    return Self(fieldsOf: bytes)
  }
}
