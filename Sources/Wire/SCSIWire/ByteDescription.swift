/// Bytes in words: field by field as the standard names them, and what a decoder objects to.
public struct ByteDescription: Hashable, Sendable {
  public var kind: ByteKind
  /// What the bytes are, in a few words.
  public var title: String
  public var fields: [DescribedField]
  /// Why the bytes do not decode; the fields are shown all the same.
  public var problem: WireError?

  /// Explains bytes of a known kind. Never fails: what is missing, unknown or left over is said in the fields.
  public init(_ bytes: [UInt8], as kind: ByteKind) {
    self.kind = kind
    switch kind {
    case .cdb: self = .cdb(bytes)
    case .sense: self = .sense(bytes)
    case .parameterList: self = .parameterList(bytes)
    case .registerAndMoveList: self = .registerAndMoveList(bytes)
    case .transportID: self = .transportID(bytes)
    case .unmapList: self = .unmapList(bytes)
    case .readKeys: self = .parameterData(bytes, of: ReservationKey.self, itemFields: ReservationKey.fields)
    case .readReservation:
      self = .parameterData(bytes, of: ReservationDescriptor.self, itemFields: ReservationDescriptor.fields)
    case .reportCapabilities: self = .reportCapabilities(bytes)
    case .readFullStatus: self = .readFullStatus(bytes)
    case .inquiry: self = .inquiry(bytes)
    case .vitalProductData: self = .vitalProductData(bytes)
    case .readCapacity10: self = .readCapacity10(bytes)
    case .readCapacity16: self = .readCapacity16(bytes)
    case .reportLuns: self = .reportLuns(bytes)
    case .modeParameters6: self = .modeParameters(bytes, .six)
    case .modeParameters10: self = .modeParameters(bytes, .ten)
    case .supportedOperationCodes: self = .supportedOperationCodes(bytes)
    case .supportedOperationCode: self = .supportedOperationCode(bytes)
    case .targetPortGroups: self = .targetPortGroups(bytes)
    case .lbaStatus: self = .lbaStatus(bytes)
    }
  }

  init(_ kind: ByteKind, title: String, fields: [DescribedField], problem: WireError?) {
    self.kind = kind
    self.title = title
    self.fields = fields
    self.problem = problem
  }

  /// The text for a terminal: the title, a line for each field, and the problem if there is one.
  public var lines: [String] {
    let placeWidth = fields.map(\.place.count).max() ?? 0
    let nameWidth = fields.map(\.name.count).max() ?? 0
    let table = fields.map { field in
      "  " + padded(field.place, to: placeWidth) + "  " + padded(field.name, to: nameWidth) + "  " + field.value
    }
    guard let problem else { return [title] + table }
    let answer = problem.sense == .none ? "" : "; a device server answers \(problem.sense)"
    return [title] + table + ["  problem: \(problem)\(answer)"]
  }
}

/// One field of bytes that were explained.
public struct DescribedField: Hashable, Sendable {
  /// First byte, counted from the start of the bytes.
  public var offset: Int
  /// Bytes that the field touches.
  public var length: Int
  /// Bits of the big-endian number in those bytes, least significant bit 0; `nil` when the field is whole bytes.
  public var bits: ClosedRange<Int>?
  /// The name in the standard.
  public var name: String
  /// The value in hexadecimal and, where it has one, its name.
  public var value: String

  /// Where the field is: `5-8` for bytes, `2[7:4]` for bits of a byte.
  public var place: String {
    let bytes = length == 1 ? "\(offset)" : "\(offset)-\(offset + length - 1)"
    guard let bits else { return bytes }
    return bits.count == 1 ? "\(bytes)[\(bits.lowerBound)]" : "\(bytes)[\(bits.upperBound):\(bits.lowerBound)]"
  }
}

extension DescribedField {
  /// `start` is where the field's table begins.
  init(_ field: Field, in bytes: [UInt8], at start: Int = 0) {
    offset = start + field.offset
    length = field.bytes.count
    bits = field.bits.count == field.bytes.count * 8 ? nil : field.bits
    name = field.name
    guard start + field.bytes.upperBound < bytes.count else {
      value = "missing, the bytes end at \(bytes.count)"
      return
    }
    let number = bytes[field, at: start]
    let digits = field.bits.count == 1 ? String(number) : hexadecimal(number, digits: (field.bits.count + 3) / 4) + "h"
    value = field.meaning(number).map { "\(digits) \($0)" } ?? digits
  }

  /// Bytes that are shown as they are.
  init(name: String, bytes: [UInt8], from offset: Int, to end: Int) {
    self.offset = offset
    length = end - offset
    self.name = name
    value = bytes[offset..<end].map { hexadecimal($0, digits: 2) }.joined(separator: " ")
  }

  /// Everything from `offset` on, if there is anything.
  static func rest(of bytes: [UInt8], from offset: Int, name: String) -> [DescribedField] {
    offset < bytes.count ? [DescribedField(name: name, bytes: bytes, from: offset, to: bytes.count)] : []
  }
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

extension ByteKind {
  /// The kind that the first byte and the length suggest: sense data by its response code, a CDB by the length that its
  /// operation code has. `nil` for all that can be a parameter list as well as parameter data.
  public static func guess(_ bytes: [UInt8]) -> ByteKind? {
    guard let first = bytes.first else { return nil }
    if (0x70...0x73).contains(first & 0x7F), bytes.count >= SenseField.headerLength { return .sense }
    let lengths = OperationCode(rawValue: first).map { [$0.cdbLength] } ?? [6, 10, 12, 16]
    return lengths.contains(bytes.count) ? .cdb : nil
  }
}
