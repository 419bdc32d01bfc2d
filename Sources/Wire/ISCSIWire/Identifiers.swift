/// The initiator's part of a session's identifier (RFC 7143 11.12.5): 48 bits.
public struct ISID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The low 48 bits.
  public var rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue & 0xffff_ffff_ffff }

  /// Twelve hexadecimal digits.
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// The target's part of a session's identifier (RFC 7143 11.12.6).
public struct TSIH: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// What asks for a new session, and is never a session's.
  public static let new = TSIH(rawValue: 0)
}

/// A SCSI initiator port of iSCSI: the initiator's name and ISID (RFC 7143 4.4.4; SPC-4 TransportID format 01b).
public struct InitiatorPort: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var isid: ISID

  public init(name: String, isid: ISID) { (self.name, self.isid) = (name, isid) }

  /// "NAME,i,0xISID": nil when `text` is no such thing.
  public init?(_ text: String) {
    guard let comma = text.lastIndex(of: ","), text[comma...].hasPrefix(",0x"), text[..<comma].hasSuffix(",i") else { return nil }
    let digits = text[comma...].dropFirst(3)
    // `UInt64` alone would take a sign.
    guard (1...12).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit), let value = UInt64(digits, radix: 16) else {
      return nil
    }
    name = String(text[..<comma].dropLast(2))
    isid = ISID(rawValue: value)
    if name.isEmpty { return nil }
  }

  public var description: String { "\(name),i,0x\(isid)" }
}
