/// The first byte of INQUIRY data of every kind.
public struct Peripheral: BitwiseCopyable, Hashable, Sendable {
  /// PERIPHERAL QUALIFIER, three bits: 0 where a device is accessible, 3 where the target port can have none at this LUN.
  public var qualifier: UInt8
  /// PERIPHERAL DEVICE TYPE, five bits: 0 is a direct access block device, 1Fh unknown or no device.
  public var deviceType: UInt8
  public init(qualifier: UInt8, deviceType: UInt8) {
    self.qualifier = qualifier & 0x07
    self.deviceType = deviceType & 0x1F
  }
  public static let disk = Peripheral(qualifier: 0, deviceType: 0)
  /// What INQUIRY says of a LUN without a logical unit (SPC-4 6.6.2).
  public static let absent = Peripheral(qualifier: 3, deviceType: 0x1F)
}

enum PeripheralField {
  static let qualifier = Field("PERIPHERAL QUALIFIER", 0, bits: 5...7)
  static let deviceType = Field("PERIPHERAL DEVICE TYPE", 0, bits: 0...4) { deviceTypeName(UInt8($0)) }

  private static func deviceTypeName(_ code: UInt8) -> String? {
    switch code {
    case 0x00: "direct access block device"
    case 0x1F: "unknown or no device"
    default: nil
    }
  }
}

extension Peripheral {
  func encode(into bytes: inout [UInt8]) {
    bytes[PeripheralField.qualifier] = UInt64(qualifier & 0x07)
    bytes[PeripheralField.deviceType] = UInt64(deviceType & 0x1F)
  }

  init(_ bytes: [UInt8]) {
    self.init(
      qualifier: UInt8(bytes[PeripheralField.qualifier]), deviceType: UInt8(bytes[PeripheralField.deviceType]))
  }
}

/// Standard INQUIRY data (SPC-4 table 141). 96 bytes.
public struct InquiryData: Hashable, Sendable {
  public var peripheral = Peripheral.disk
  /// LU_CONG, RMB: not a conglomerate, not removable.
  public var isRemovable = false
  /// The version of SPC: 04h is SPC-2, 05h SPC-3, 06h SPC-4.
  public var version: UInt8 = 0x06
  /// TPGS, two bits: bit 0 implicit, bit 1 explicit asymmetric access.
  public var targetPortGroupSupport: UInt8 = 0
  /// 3PC.
  public var supportsThirdPartyCopy = false
  /// MULTIP: the device has more than one port.
  public var isMultiPort = false
  /// CMDQUE.
  public var supportsCommandQueuing = true
  /// 8 ASCII characters; shorter ones are filled with spaces, longer ones cut.
  public var vendor = ""
  /// 16 ASCII characters.
  public var product = ""
  /// 4 ASCII characters.
  public var revision = ""
  /// Up to 8 codes of standards (SPC-4 table 146).
  public var versionDescriptors: [UInt16] = []

  public init() {}
}

extension InquiryData: FieldTable {
  static let encodedLength = 96
  static let responseFormat = Field("RESPONSE DATA FORMAT", 3, bits: 0...3)
  static let additionalLength = Field("ADDITIONAL LENGTH", 4)
  static let bindings: [FieldBinding<Self>] = [
    FieldBinding(Field("RMB", 1, bits: 7...7), \.isRemovable),
    FieldBinding(Field("VERSION", 2) { versionName(UInt8($0)) }, \.version),
    FieldBinding(Field("TPGS", 5, bits: 4...5), \.targetPortGroupSupport),
    FieldBinding(Field("3PC", 5, bits: 3...3), \.supportsThirdPartyCopy),
    FieldBinding(Field("MULTIP", 6, bits: 4...4), \.isMultiPort),
    FieldBinding(Field("CMDQUE", 7, bits: 1...1), \.supportsCommandQueuing),
  ]
  static let vendorBytes = 8..<16
  static let productBytes = 16..<32
  static let revisionBytes = 32..<36
  static let versionDescriptorStart = 58
  static let versionDescriptorsMax = 8
  /// Without the texts, in the order of the bytes.
  static var describedFields: [Field] {
    [PeripheralField.qualifier, PeripheralField.deviceType] + fields.prefix(2) + [responseFormat, additionalLength]
      + fields.dropFirst(2)
  }

  private static func versionName(_ code: UInt8) -> String? {
    switch code {
    case 4: "SPC-2"
    case 5: "SPC-3"
    case 6: "SPC-4"
    case 7: "SPC-5"
    default: nil
    }
  }

  /// The 96 bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = encodedFields(length: Self.encodedLength)
    peripheral.encode(into: &bytes)
    bytes[Self.responseFormat] = 2
    bytes[Self.additionalLength] = UInt64(Self.encodedLength - 5)
    bytes.replaceSubrange(Self.vendorBytes, with: asciiBytes(vendor, count: Self.vendorBytes.count))
    bytes.replaceSubrange(Self.productBytes, with: asciiBytes(product, count: Self.productBytes.count))
    bytes.replaceSubrange(Self.revisionBytes, with: asciiBytes(revision, count: Self.revisionBytes.count))
    for (index, code) in versionDescriptors.prefix(Self.versionDescriptorsMax).enumerated() {
      bytes[Field("VERSION DESCRIPTOR", 0...1), at: Self.versionDescriptorStart + 2 * index] = UInt64(code)
    }
    return Array(bytes.prefix(allocationLength))
  }

  /// - Throws: when fewer than the 36 bytes are there that every device returns.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> InquiryData {
    guard bytes.count >= revisionBytes.upperBound else {
      throw WireError(.inquiry, tooShort: bytes, expected: "36 bytes or more", sense: .none)
    }
    var data = InquiryData(fieldsOf: bytes)
    data.peripheral = Peripheral(bytes)
    data.vendor = asciiText(bytes[vendorBytes])
    data.product = asciiText(bytes[productBytes])
    data.revision = asciiText(bytes[revisionBytes])
    for index in 0..<versionDescriptorsMax {
      let start = versionDescriptorStart + 2 * index
      guard start + 2 <= bytes.count else { break }
      let code = UInt16(bytes[Field("VERSION DESCRIPTOR", 0...1), at: start])
      if code != 0 { data.versionDescriptors.append(code) }
    }
    return data
  }
}

/// Printable ASCII, left-aligned and filled with spaces (SPC-4 4.4.1); other characters become question marks.
func asciiBytes(_ text: String, count: Int) -> [UInt8] {
  let bytes = asciiBytes(text).prefix(count)
  return bytes + [UInt8](repeating: 0x20, count: count - bytes.count)
}

func asciiBytes(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? UInt8($0.value) : UInt8(ascii: "?") }
}

/// The text without the spaces and NULs that fill it; other characters become question marks here too.
func asciiText(_ bytes: ArraySlice<UInt8>) -> String {
  let end = bytes.lastIndex { $0 != 0x20 && $0 != 0 }.map { $0 + 1 } ?? bytes.startIndex
  return String(decoding: bytes[..<end].map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
}
