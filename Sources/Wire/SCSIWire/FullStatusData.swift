/// READ FULL STATUS parameter data: PRGENERATION and a descriptor for each registered I_T nexus (SPC-4 table 207).
public struct FullStatusData: Hashable, Sendable {
  public var generation: UInt32
  public var descriptors: [FullStatusDescriptor]
  /// Bytes of descriptors that exist and did not fit the allocation length; 0 in what a device server builds.
  public var omittedByteCount: Int

  public init(generation: UInt32, descriptors: [FullStatusDescriptor], omittedByteCount: Int = 0) {
    self.generation = generation
    self.descriptors = descriptors
    self.omittedByteCount = omittedByteCount
  }
}

/// One registration as READ FULL STATUS reports it (SPC-4 table 208).
public struct FullStatusDescriptor: Hashable, Sendable {
  public var key: ReservationKey
  /// ALL_TG_PT: the registration counts for every target port, and `relativeTargetPort` says nothing.
  public var isAllTargetPorts: Bool
  /// R_HOLDER: `scope` and `type` are those of the reservation that the nexus holds; otherwise they say nothing.
  public var isHolder: Bool
  public var scope: UInt8
  public var type: UInt8
  public var relativeTargetPort: UInt16
  /// The initiator port.
  public var transportID: TransportID

  /// `scope` and `type` are codes of four bits; higher bits are dropped.
  public init(
    key: ReservationKey, isAllTargetPorts: Bool = false, isHolder: Bool = false, scope: UInt8 = 0, type: UInt8 = 0,
    relativeTargetPort: UInt16, transportID: TransportID
  ) {
    self.key = key
    self.isAllTargetPorts = isAllTargetPorts
    self.isHolder = isHolder
    self.scope = scope & 0x0F
    self.type = type & 0x0F
    self.relativeTargetPort = relativeTargetPort
    self.transportID = transportID
  }
}

enum FullStatusField {
  static let key = ReserveInField.key
  static let allTargetPorts = Field("ALL_TG_PT", 12, bits: 1...1)
  static let holder = Field("R_HOLDER", 12, bits: 0...0)
  static let scope = ReserveInField.scope
  static let type = ReserveInField.type
  static let relativeTargetPort = Field("RELATIVE TARGET PORT IDENTIFIER", 18...19)
  static let additionalLength = Field("ADDITIONAL DESCRIPTOR LENGTH", 20...23)
  /// Bytes before the TransportID.
  static let headerLength = 24

  static let all = [key, allTargetPorts, holder, scope, type, relativeTargetPort, additionalLength]
}

extension FullStatusDescriptor {
  func encoded() -> [UInt8] {
    let id = transportID.encoded()
    var bytes = [UInt8](repeating: 0, count: FullStatusField.headerLength)
    bytes[FullStatusField.key] = key.value
    bytes.set(FullStatusField.allTargetPorts, isAllTargetPorts)
    bytes.set(FullStatusField.holder, isHolder)
    bytes[FullStatusField.scope] = UInt64(scope)
    bytes[FullStatusField.type] = UInt64(type)
    bytes[FullStatusField.relativeTargetPort] = UInt64(relativeTargetPort)
    bytes[FullStatusField.additionalLength] = UInt64(id.count)
    return bytes + id
  }

  /// Decodes the descriptor that begins at `start`, all of whose bytes are there.
  init(_ bytes: [UInt8], at start: Int) throws(WireError) {
    let idStart = start + FullStatusField.headerLength
    let end = idStart + Int(bytes[FullStatusField.additionalLength, at: start])
    self.init(
      key: ReservationKey(bytes[FullStatusField.key, at: start]),
      isAllTargetPorts: bytes.isSet(FullStatusField.allTargetPorts, at: start),
      isHolder: bytes.isSet(FullStatusField.holder, at: start),
      scope: UInt8(bytes[FullStatusField.scope, at: start]), type: UInt8(bytes[FullStatusField.type, at: start]),
      relativeTargetPort: UInt16(bytes[FullStatusField.relativeTargetPort, at: start]),
      transportID: try TransportID.decode(bytes, at: idStart, end: end, kind: .readFullStatus).id)
  }
}

extension FullStatusData {
  /// The bytes, cut off at the allocation length; ADDITIONAL LENGTH counts all descriptors, as far as its 32 bits go.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ReserveInField.headerLength)
    bytes[ReserveInField.generation] = UInt64(generation)
    for descriptor in descriptors { bytes += descriptor.encoded() }
    bytes[ReserveInField.additionalLength] = min(
      UInt64(bytes.count - ReserveInField.headerLength + omittedByteCount), ReserveInField.additionalLength.mask)
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes what an initiator received. A descriptor that was cut off in its middle counts as omitted.
  ///
  /// - Throws: when the header is incomplete or a whole descriptor does not decode.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> FullStatusData {
    guard bytes.count >= ReserveInField.headerLength else {
      throw WireError(.readFullStatus, tooShort: bytes, expected: "a header of 8 bytes", sense: .none)
    }
    let end = ReserveInField.headerLength + Int(bytes[ReserveInField.additionalLength])
    let present = min(end, bytes.count)
    var descriptors: [FullStatusDescriptor] = []
    var start = ReserveInField.headerLength
    while present - start >= FullStatusField.headerLength {
      let length = FullStatusField.headerLength + Int(bytes[FullStatusField.additionalLength, at: start])
      guard length <= present - start else { break }
      descriptors.append(try FullStatusDescriptor(bytes, at: start))
      start += length
    }
    return FullStatusData(
      generation: UInt32(bytes[ReserveInField.generation]), descriptors: descriptors, omittedByteCount: end - start)
  }
}
