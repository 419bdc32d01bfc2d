/// The parameter data of PERSISTENT RESERVE IN: a header of 8 bytes (PRGENERATION, ADDITIONAL LENGTH) and items of fixed size.
///
/// ADDITIONAL LENGTH counts the bytes of all items, also of those that the allocation length cuts off (SPC-4 6.15.2): an
/// initiator learns from it how much to ask for.
public struct PersistentReserveInData<Item: PersistentReserveInItem>: Hashable, Sendable {
  public var generation: UInt32
  public var items: [Item]
  /// Items that exist and did not fit the allocation length; 0 in what a device server builds.
  public var omittedItemCount: Int

  public init(generation: UInt32, items: [Item], omittedItemCount: Int = 0) {
    self.generation = generation
    self.items = items
    self.omittedItemCount = omittedItemCount
  }
}

/// READ KEYS: a key for each registered I_T nexus, duplicates included.
public typealias ReadKeysData = PersistentReserveInData<ReservationKey>

/// READ RESERVATION: no descriptor or one; in SPC-2 one for each reserved scope.
public typealias ReadReservationData = PersistentReserveInData<ReservationDescriptor>

/// What the parameter data lists.
public protocol PersistentReserveInItem: BitwiseCopyable, Hashable, Sendable {
  static var kind: ByteKind { get }
  /// Bytes of one item.
  static var encodedLength: Int { get }
  func encoded() -> [UInt8]
  /// Decodes exactly `encodedLength` bytes; every value is legal.
  init(encoded: [UInt8])
}

/// A persistent reservation as READ RESERVATION reports it (SPC-4 table 203).
public struct ReservationDescriptor: BitwiseCopyable, Hashable, Sendable {
  /// The holder's key; 0 for the All Registrants types.
  public var key: ReservationKey
  /// SPC-2: the element's address, 0 for the scope of the logical unit. Obsolete since SPC-3.
  public var scopeSpecificAddress: UInt32
  public var scope: UInt8
  public var type: UInt8

  /// `scope` and `type` are codes of four bits; higher bits are dropped.
  @inlinable public init(key: ReservationKey, scopeSpecificAddress: UInt32 = 0, scope: UInt8 = 0, type: UInt8) {
    self.key = key
    self.scopeSpecificAddress = scopeSpecificAddress
    self.scope = scope & 0x0F
    self.type = type & 0x0F
  }
}

enum ReserveInField {
  static let generation = Field("PRGENERATION", 0...3)
  static let additionalLength = Field("ADDITIONAL LENGTH", 4...7)
  static let headerLength = 8

  // Within an item.
  static let key = Field("RESERVATION KEY", 0...7)
  static let scopeSpecificAddress = Field("SCOPE-SPECIFIC ADDRESS (obsolete)", 8...11)
  static let scope = Field("SCOPE", 13, bits: 4...7) { scopeName(UInt8($0)) }
  static let type = Field("TYPE", 13, bits: 0...3) { reservationTypeName(UInt8($0)) }
  static let extentLength = Field("EXTENT LENGTH (obsolete)", 14...15)
}

extension PersistentReserveInData {
  /// The bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ReserveInField.headerLength)
    bytes[ReserveInField.generation] = UInt64(generation)
    bytes[ReserveInField.additionalLength] = UInt64((items.count + omittedItemCount) * Item.encodedLength)
    for item in items { bytes += item.encoded() }
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes what an initiator received. An item that was cut off in its middle counts as omitted.
  ///
  /// - Throws: when the header is incomplete, or ADDITIONAL LENGTH is not a whole number of items.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= ReserveInField.headerLength else {
      throw WireError(Item.kind, tooShort: bytes, expected: "a header of 8 bytes", sense: .none)
    }
    let length = Int(bytes[ReserveInField.additionalLength])
    guard length.isMultiple(of: Item.encodedLength) else {
      throw WireError(
        Item.kind, ReserveInField.additionalLength, in: bytes, expected: "a multiple of \(Item.encodedLength)", sense: .none)
    }
    let present = min(length, bytes.count - ReserveInField.headerLength) / Item.encodedLength
    let items = (0..<present).map { index in
      let start = ReserveInField.headerLength + index * Item.encodedLength
      return Item(encoded: Array(bytes[start..<(start + Item.encodedLength)]))
    }
    return Self(
      generation: UInt32(bytes[ReserveInField.generation]), items: items,
      omittedItemCount: length / Item.encodedLength - present)
  }
}

extension ReservationKey: PersistentReserveInItem {
  public static var kind: ByteKind { .readKeys }
  public static var encodedLength: Int { 8 }
  static var fields: [Field] { [ReserveInField.key] }

  public func encoded() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.encodedLength)
    bytes[ReserveInField.key] = value
    return bytes
  }

  public init(encoded bytes: [UInt8]) { self.init(bytes[ReserveInField.key]) }
}

extension ReservationDescriptor: PersistentReserveInItem {
  public static var kind: ByteKind { .readReservation }
  public static var encodedLength: Int { 16 }
  static var fields: [Field] {
    [
      ReserveInField.key, ReserveInField.scopeSpecificAddress, ReserveInField.scope, ReserveInField.type,
      ReserveInField.extentLength,
    ]
  }

  public func encoded() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.encodedLength)
    bytes[ReserveInField.key] = key.value
    bytes[ReserveInField.scopeSpecificAddress] = UInt64(scopeSpecificAddress)
    bytes[ReserveInField.scope] = UInt64(scope)
    bytes[ReserveInField.type] = UInt64(type)
    return bytes
  }

  public init(encoded bytes: [UInt8]) {
    self.init(
      key: ReservationKey(bytes[ReserveInField.key]),
      scopeSpecificAddress: UInt32(bytes[ReserveInField.scopeSpecificAddress]),
      scope: UInt8(bytes[ReserveInField.scope]), type: UInt8(bytes[ReserveInField.type]))
  }
}
