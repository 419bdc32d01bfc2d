/// A logical unit number, and its eight bytes on the wire (SAM-5 4.7).
public struct LogicalUnitNumber: BitwiseCopyable, Hashable, Sendable {
  /// 0 to 16383.
  public var number: UInt16
  /// Nil above 16383, which takes more than the two addressing methods here.
  public init?(_ number: Int) {
    guard (0..<0x4000).contains(number) else { return nil }
    self.number = UInt16(number)
  }

  /// As a big-endian number of eight bytes: peripheral device addressing up to 255, flat space addressing beyond.
  public var wire: UInt64 {
    let address = number < 256 ? UInt64(number) : 0x4000 | UInt64(number)
    return address << 48
  }

  /// Nil for other addressing methods, for a bus other than 0 and for lower levels of a hierarchy.
  public init?(wire: UInt64) {
    guard wire & 0xFFFF_FFFF_FFFF == 0 else { return nil }
    let address = UInt16(wire >> 48)
    switch address >> 14 {
    case 0b00 where address < 256: number = address
    case 0b01: number = address & 0x3FFF
    default: return nil
    }
  }
}

/// REPORT LUNS parameter data (SPC-4 table 294).
public struct ReportLunsData: Hashable, Sendable {
  /// Eight bytes each, as on the wire.
  public var luns: [UInt64]
  /// LUNs that exist and did not fit the allocation length; 0 in what a device server builds.
  public var omittedCount: Int
  public init(luns: [UInt64], omittedCount: Int = 0) {
    self.luns = luns
    self.omittedCount = omittedCount
  }
  public init(_ luns: [LogicalUnitNumber]) { self.init(luns: luns.map(\.wire)) }
}

enum ReportLunsField {
  static let length = Field("LUN LIST LENGTH", 0...3)
  static let lun = Field("LUN", 0...7) { LogicalUnitNumber(wire: $0).map { "logical unit \($0.number)" } }
  static let headerLength = 8
}

extension ReportLunsData {
  /// The bytes, cut off at the allocation length; the list's length counts all.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ReportLunsField.headerLength + 8 * luns.count)
    bytes[ReportLunsField.length] = UInt64(8 * (luns.count + omittedCount))
    for (index, lun) in luns.enumerated() {
      bytes[ReportLunsField.lun, at: ReportLunsField.headerLength + 8 * index] = lun
    }
    return Array(bytes.prefix(allocationLength))
  }

  /// - Throws: when the header is incomplete, or the length is not a whole number of LUNs.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> ReportLunsData {
    guard bytes.count >= ReportLunsField.headerLength else {
      throw WireError(.reportLuns, tooShort: bytes, expected: "a header of 8 bytes", sense: .none)
    }
    let length = Int(bytes[ReportLunsField.length])
    guard length.isMultiple(of: 8) else {
      throw WireError(.reportLuns, ReportLunsField.length, in: bytes, expected: "a multiple of 8", sense: .none)
    }
    let present = min(length, bytes.count - ReportLunsField.headerLength) / 8
    return ReportLunsData(
      luns: (0..<present).map { bytes[ReportLunsField.lun, at: ReportLunsField.headerLength + 8 * $0] },
      omittedCount: length / 8 - present)
  }
}
