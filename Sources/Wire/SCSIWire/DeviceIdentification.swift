/// Page 83h, Device Identification: names of the logical unit, its target port and its device (SPC-4 7.8.6).
public struct DeviceIdentificationVPD: VitalProductDataPage {
  public static let pageCode: UInt8 = 0x83
  public var designators: [Designator]
  public init(_ designators: [Designator]) { self.designators = designators }
}

/// One name (SPC-4 table 593).
public struct Designator: Hashable, Sendable {
  /// What is named.
  public enum Association: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case logicalUnit = 0
    case targetPort = 1
    case targetDevice = 2
  }
  /// The kind of name.
  public enum Name: Hashable, Sendable {
    /// 8 ASCII characters of a vendor and that vendor's own name.
    case t10(vendor: String, identifier: String)
    /// EUI-64: 8, 12 or 16 bytes.
    case eui([UInt8])
    /// 8 or 16 bytes, the first nibble of which says which authority.
    case naa([UInt8])
    case relativeTargetPort(UInt16)
    case targetPortGroup(UInt16)
    /// A SCSI name string: `iqn.`, `eui.` or `naa.` and what follows; UTF-8.
    case scsiName(String)
    /// Any other designator type, and those above in a form that is not theirs.
    case other(codeSet: UInt8, type: UInt8, bytes: [UInt8])
  }
  public var association: Association
  /// PROTOCOL IDENTIFIER, 5 for iSCSI; nil where it says nothing (PIV = 0).
  public var transport: UInt8?
  public var name: Name

  public init(_ association: Association, _ name: Name, transport: UInt8? = nil) {
    self.association = association
    self.transport = transport
    self.name = name
  }
}

enum DesignatorField {
  static let transport = Field("PROTOCOL IDENTIFIER", 0, bits: 4...7) { transportName(UInt8($0)) }
  static let codeSet = Field("CODE SET", 0, bits: 0...3) { [nil, "binary", "ASCII", "UTF-8"].element(at: Int($0)) ?? nil }
  static let isTransportValid = Field("PIV", 1, bits: 7...7)
  static let association = Field("ASSOCIATION", 1, bits: 4...5) {
    ["logical unit", "target port", "target device"].element(at: Int($0))
  }
  static let type = Field("DESIGNATOR TYPE", 1, bits: 0...3) { typeName(UInt8($0)) }
  static let length = Field("DESIGNATOR LENGTH", 3)
  static let headerLength = 4
  /// Relative target port and target port group: two bytes after two that are reserved.
  static let port = Field("PORT", 2...3)
  static let all = [transport, codeSet, isTransportValid, association, type, length]

  private static func typeName(_ code: UInt8) -> String? {
    switch code {
    case 0: "vendor specific"
    case 1: "T10 vendor ID based"
    case 2: "EUI-64 based"
    case 3: "NAA"
    case 4: "relative target port identifier"
    case 5: "target port group"
    case 6: "logical unit group"
    case 7: "MD5 logical unit identifier"
    case 8: "SCSI name string"
    default: nil
    }
  }
}

extension Designator {
  /// The header and the name; of a name at most 255 bytes, of a SCSI name string 251.
  func encoded() -> [UInt8] {
    let (codeSet, type, name) = encodedName
    var bytes = [UInt8](repeating: 0, count: DesignatorField.headerLength)
    bytes[DesignatorField.transport] = UInt64((transport ?? 0) & 0x0F)
    bytes[DesignatorField.codeSet] = UInt64(codeSet & 0x0F)
    bytes.set(DesignatorField.isTransportValid, transport != nil)
    bytes[DesignatorField.association] = UInt64(association.rawValue)
    bytes[DesignatorField.type] = UInt64(type & 0x0F)
    bytes[DesignatorField.length] = UInt64(name.prefix(255).count)
    return bytes + name.prefix(255)
  }

  /// Bytes of a SCSI name string, beside a NUL, in a multiple of four that the length can count.
  fileprivate static let scsiNameLengthMax = 251

  private var encodedName: (codeSet: UInt8, type: UInt8, name: [UInt8]) {
    func port(_ number: UInt16) -> [UInt8] { [0, 0, UInt8(number >> 8), UInt8(truncatingIfNeeded: number)] }
    switch name {
    case .t10(let vendor, let identifier): return (2, 1, asciiBytes(vendor, count: 8) + asciiBytes(identifier))
    case .eui(let bytes): return (1, 2, bytes)
    case .naa(let bytes): return (1, 3, bytes)
    case .relativeTargetPort(let number): return (1, 4, port(number))
    case .targetPortGroup(let number): return (1, 5, port(number))
    case .scsiName(let text):
      // NUL-terminated and filled with NULs to a multiple of four (SPC-4 4.4.2).
      let bytes = Array(text.utf8.prefix(Self.scsiNameLengthMax))
      return (3, 8, bytes + [UInt8](repeating: 0, count: 4 - bytes.count % 4))
    case .other(let codeSet, let type, let bytes): return (codeSet, type, bytes)
    }
  }

  /// Decodes the designator that begins at `start`, all of whose bytes are there.
  init(_ bytes: [UInt8], at start: Int) throws(WireError) {
    guard let association = Association(rawValue: UInt8(bytes[DesignatorField.association, at: start])) else {
      throw WireError(.vitalProductData, DesignatorField.association, in: bytes, at: start, expected: "0 to 2", sense: .none)
    }
    self.association = association
    let isValid = bytes.isSet(DesignatorField.isTransportValid, at: start)
    transport = isValid ? UInt8(bytes[DesignatorField.transport, at: start]) : nil
    let nameStart = start + DesignatorField.headerLength
    name = Name(
      codeSet: UInt8(bytes[DesignatorField.codeSet, at: start]), type: UInt8(bytes[DesignatorField.type, at: start]),
      bytes: Array(bytes[nameStart..<(nameStart + Int(bytes[DesignatorField.length, at: start]))]))
  }
}

extension Designator.Name {
  fileprivate init(codeSet: UInt8, type: UInt8, bytes: [UInt8]) {
    switch (codeSet, type, bytes.count) {
    case (2, 1, 8...): self = .t10(vendor: asciiText(bytes[..<8]), identifier: asciiText(bytes[8...]))
    case (1, 2, 8), (1, 2, 12), (1, 2, 16): self = .eui(bytes)
    case (1, 3, 8), (1, 3, 16): self = .naa(bytes)
    case (1, 4, 4): self = .relativeTargetPort(UInt16(bytes[DesignatorField.port]))
    case (1, 5, 4): self = .targetPortGroup(UInt16(bytes[DesignatorField.port]))
    case (3, 8, _):
      let text = bytes.prefix { $0 != 0 }
      let name = text.count > Designator.scsiNameLengthMax ? nil : String(validating: text, as: UTF8.self)
      self = name.map { .scsiName($0) } ?? .other(codeSet: codeSet, type: type, bytes: bytes)
    default: self = .other(codeSet: codeSet, type: type, bytes: bytes)
    }
  }
}

extension DeviceIdentificationVPD {
  public func encodedBody() -> [UInt8] { designators.flatMap { $0.encoded() } }

  public init(page: [UInt8]) throws(WireError) {
    designators = []
    var start = VitalProductDataField.headerLength
    while start < page.count {
      let left = page.count - start
      guard left >= DesignatorField.headerLength,
        left >= DesignatorField.headerLength + Int(page[DesignatorField.length, at: start])
      else { throw WireError(.vitalProductData, tooShort: page, expected: "the rest of a designator", sense: .none) }
      designators.append(try Designator(page, at: start))
      start += DesignatorField.headerLength + Int(page[DesignatorField.length, at: start])
    }
  }
}
