import SCSIWire

extension Sense {
  static let initializingCommandRequired = Sense(key: 0x2, code: 0x04, qualifier: 0x02)
  static let invalidFieldInInformationUnit = illegalRequest(0x0E, 0x03)
  static let logicalBlockAddressOutOfRange = illegalRequest(0x21, 0x00)
  static let logicalUnitNotSupported = illegalRequest(0x25, 0x00)
  static let modeParametersChanged = unitAttention(0x2A, 0x01)
  static let savingParametersNotSupported = illegalRequest(0x39, 0x00)
  static let writeProtected = Sense(key: 0x7, code: 0x27, qualifier: 0x00)
  static let miscompare = Sense(key: 0xE, code: 0x1D, qualifier: 0x00)
}
