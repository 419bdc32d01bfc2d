/// REPORT CAPABILITIES parameter data: what of persistent reservations a logical unit can (SPC-4 table 205). 8 bytes.
public struct PersistentReservationCapabilities: BitwiseCopyable, Hashable, Sendable {
  /// RLR_C: REPLACE LOST RESERVATION is supported.
  public var replaceLostReservation = false
  /// CRH: RESERVE and RELEASE succeed for those whom the persistent reservation admits (SPC-2's exceptions).
  public var compatibleReservationHandling = false
  /// SIP_C: SPEC_I_PT is supported.
  public var specifyInitiatorPorts = false
  /// ATP_C: ALL_TG_PT is supported.
  public var allTargetPorts = false
  /// PTPL_C: reservations can persist through power loss.
  public var persistThroughPowerLoss = false
  /// PTPL_A: they do now.
  public var persistThroughPowerLossActivated = false
  /// ALLOW COMMANDS, 0 to 7: which commands a reservation lets pass that the standard leaves open; 0 says nothing.
  public var allowCommands: UInt8 = 0
  /// The types that RESERVE takes; nil when the mask is not valid (TMV = 0).
  public var types: ReservationTypeSet?

  public init() {}
}

extension PersistentReservationCapabilities: FieldTable {
  static let length = Field("LENGTH", 0...1)
  static let typeMaskValid = Field("TMV", 3, bits: 7...7)
  static let encodedLength = 8

  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("RLR_C", 2, bits: 7...7), \.replaceLostReservation),
    FieldBinding(Field("CRH", 2, bits: 4...4), \.compatibleReservationHandling),
    FieldBinding(Field("SIP_C", 2, bits: 3...3), \.specifyInitiatorPorts),
    FieldBinding(Field("ATP_C", 2, bits: 2...2), \.allTargetPorts),
    FieldBinding(Field("PTPL_C", 2, bits: 0...0), \.persistThroughPowerLoss),
    FieldBinding(Field("ALLOW COMMANDS", 3, bits: 4...6), \.allowCommands),
    FieldBinding(Field("PTPL_A", 3, bits: 0...0), \.persistThroughPowerLossActivated),
  ]

  /// The mask's bits: types 0 to 7 in byte 4, 8 and higher in byte 5.
  static func typeField(_ type: ReservationType) -> Field {
    let code = Int(type.rawValue)
    return Field(type.name, 4 + code / 8, bits: (code % 8)...(code % 8))
  }

  /// What a description shows.
  static var describedFields: [Field] {
    [length, typeMaskValid] + fields + ReservationType.allCases.map(typeField)
  }

  /// The 8 bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = encodedFields(length: Self.encodedLength)
    bytes[Self.length] = UInt64(Self.encodedLength)
    if let types {
      bytes.set(Self.typeMaskValid, true)
      for type in ReservationType.allCases { bytes.set(Self.typeField(type), types.contains(type)) }
    }
    return Array(bytes.prefix(allocationLength))
  }

  /// - Throws: when fewer than 8 bytes are there, or LENGTH is not 8.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= encodedLength else {
      throw WireError(.reportCapabilities, tooShort: bytes, expected: "8 bytes", sense: .none)
    }
    guard bytes[length] == encodedLength else {
      throw WireError(.reportCapabilities, length, in: bytes, expected: "8", sense: .none)
    }
    var data = Self(fieldsOf: bytes)
    if bytes.isSet(typeMaskValid) {
      data.types = ReservationTypeSet(ReservationType.allCases.filter { bytes.isSet(typeField($0)) })
    }
    return data
  }
}
