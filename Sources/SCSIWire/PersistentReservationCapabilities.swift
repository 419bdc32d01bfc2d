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

enum CapabilitiesField {
  static let length = Field("LENGTH", 0...1)
  static let replaceLostReservation = Field("RLR_C", 2, bits: 7...7)
  static let compatibleReservationHandling = Field("CRH", 2, bits: 4...4)
  static let specifyInitiatorPorts = Field("SIP_C", 2, bits: 3...3)
  static let allTargetPorts = Field("ATP_C", 2, bits: 2...2)
  static let persistThroughPowerLoss = Field("PTPL_C", 2, bits: 0...0)
  static let typeMaskValid = Field("TMV", 3, bits: 7...7)
  static let allowCommands = Field("ALLOW COMMANDS", 3, bits: 4...6)
  static let persistThroughPowerLossActivated = Field("PTPL_A", 3, bits: 0...0)
  static let encodedLength = 8

  /// The mask's bits: types 0 to 7 in byte 4, 8 and higher in byte 5.
  static func type(_ type: ReservationType) -> Field {
    let code = Int(type.rawValue)
    return Field(type.name, 4 + code / 8, bits: (code % 8)...(code % 8))
  }

  static var all: [Field] {
    [
      length, replaceLostReservation, compatibleReservationHandling, specifyInitiatorPorts, allTargetPorts,
      persistThroughPowerLoss, typeMaskValid, allowCommands, persistThroughPowerLossActivated,
    ] + ReservationType.allCases.map(type) + [Field("(reserved)", 6...7)]
  }
}

extension PersistentReservationCapabilities {
  /// The 8 bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: CapabilitiesField.encodedLength)
    bytes[CapabilitiesField.length] = UInt64(CapabilitiesField.encodedLength)
    bytes.set(CapabilitiesField.replaceLostReservation, replaceLostReservation)
    bytes.set(CapabilitiesField.compatibleReservationHandling, compatibleReservationHandling)
    bytes.set(CapabilitiesField.specifyInitiatorPorts, specifyInitiatorPorts)
    bytes.set(CapabilitiesField.allTargetPorts, allTargetPorts)
    bytes.set(CapabilitiesField.persistThroughPowerLoss, persistThroughPowerLoss)
    bytes.set(CapabilitiesField.persistThroughPowerLossActivated, persistThroughPowerLossActivated)
    bytes[CapabilitiesField.allowCommands] = UInt64(allowCommands & 7)
    if let types {
      bytes.set(CapabilitiesField.typeMaskValid, true)
      for type in ReservationType.allCases { bytes.set(CapabilitiesField.type(type), types.contains(type)) }
    }
    return Array(bytes.prefix(allocationLength))
  }

  /// - Throws: when fewer than 8 bytes are there, or LENGTH is not 8.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= CapabilitiesField.encodedLength else {
      throw WireError(.reportCapabilities, tooShort: bytes, expected: "8 bytes", sense: .none)
    }
    guard bytes[CapabilitiesField.length] == CapabilitiesField.encodedLength else {
      throw WireError(.reportCapabilities, CapabilitiesField.length, in: bytes, expected: "8", sense: .none)
    }
    var data = Self()
    data.replaceLostReservation = bytes.isSet(CapabilitiesField.replaceLostReservation)
    data.compatibleReservationHandling = bytes.isSet(CapabilitiesField.compatibleReservationHandling)
    data.specifyInitiatorPorts = bytes.isSet(CapabilitiesField.specifyInitiatorPorts)
    data.allTargetPorts = bytes.isSet(CapabilitiesField.allTargetPorts)
    data.persistThroughPowerLoss = bytes.isSet(CapabilitiesField.persistThroughPowerLoss)
    data.persistThroughPowerLossActivated = bytes.isSet(CapabilitiesField.persistThroughPowerLossActivated)
    data.allowCommands = UInt8(bytes[CapabilitiesField.allowCommands])
    if bytes.isSet(CapabilitiesField.typeMaskValid) {
      data.types = ReservationTypeSet(ReservationType.allCases.filter { bytes.isSet(CapabilitiesField.type($0)) })
    }
    return data
  }
}
