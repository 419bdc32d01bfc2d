/// A vital product data page: a header of 4 bytes (peripheral, page code, page length) and what follows (SPC-4 7.8).
public protocol VitalProductDataPage: Hashable, Sendable {
  static var pageCode: UInt8 { get }
  /// The bytes after the header.
  func encodedBody() -> [UInt8]
  /// `page` is the whole page, as long as it says.
  init(page: [UInt8]) throws(WireError)
}

enum VitalProductDataField {
  static let pageCode = Field("PAGE CODE", 1) { vitalProductDataName(UInt8($0)) }
  static let pageLength = Field("PAGE LENGTH", 2...3)
  static let headerLength = 4
  static let header = [PeripheralField.qualifier, PeripheralField.deviceType, pageCode, pageLength]
}

extension VitalProductDataPage {
  /// The page, of which PAGE LENGTH counts at most 65,535 bytes, cut off at the allocation length.
  public func encoded(_ peripheral: Peripheral = .disk, allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: VitalProductDataField.headerLength) + encodedBody().prefix(0xFFFF)
    peripheral.encode(into: &bytes)
    bytes[VitalProductDataField.pageCode] = UInt64(Self.pageCode)
    bytes[VitalProductDataField.pageLength] = UInt64(bytes.count - VitalProductDataField.headerLength)
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes a whole page; bytes after it are not read.
  ///
  /// - Throws: when bytes are missing, it is another page, or its body does not decode.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Self {
    guard bytes.count >= VitalProductDataField.headerLength else {
      throw WireError(.vitalProductData, tooShort: bytes, expected: "a header of 4 bytes", sense: .none)
    }
    guard bytes[VitalProductDataField.pageCode] == pageCode else {
      throw WireError(
        .vitalProductData, VitalProductDataField.pageCode, in: bytes, expected: hexadecimal(pageCode, digits: 2) + "h",
        sense: .none)
    }
    let end = VitalProductDataField.headerLength + Int(bytes[VitalProductDataField.pageLength])
    guard bytes.count >= end else {
      throw WireError(.vitalProductData, tooShort: bytes, expected: "the \(end) bytes announced", sense: .none)
    }
    return try Self(page: Array(bytes.prefix(end)))
  }
}

/// Page 00h: the codes of the pages that exist, in ascending order.
public struct SupportedPagesVPD: VitalProductDataPage {
  public static let pageCode: UInt8 = 0x00
  public var codes: [UInt8]
  public init(_ codes: [UInt8]) { self.codes = codes }
  public func encodedBody() -> [UInt8] { codes }
  public init(page: [UInt8]) { codes = Array(page.dropFirst(VitalProductDataField.headerLength)) }
}

/// Page 80h. ASCII.
public struct UnitSerialNumberVPD: VitalProductDataPage {
  public static let pageCode: UInt8 = 0x80
  public var serialNumber: String
  public init(_ serialNumber: String) { self.serialNumber = serialNumber }
  public func encodedBody() -> [UInt8] { asciiBytes(serialNumber) }
  public init(page: [UInt8]) { serialNumber = asciiText(page.dropFirst(VitalProductDataField.headerLength)) }
}
