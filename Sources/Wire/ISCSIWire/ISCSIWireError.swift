/// Bytes that cannot be decoded.
public struct ISCSIWireError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What becomes of the connection.
  public enum Consequence: Hashable, Sendable {
    /// The PDU is skipped and the connection can go on: it is answered by a Reject that carries `header`.
    case reject(RejectReason)
    /// Where the next PDU begins is unknown, or the bytes cannot be trusted: nothing can be answered.
    case close
  }

  /// What was being read, by its name in the standard.
  public var subject: String
  /// Byte offset within it: the first byte of the offending field.
  public var offset: Int
  /// The field's name in the standard.
  public var field: String
  public var expected: String
  public var found: String
  public var consequence: Consequence
  /// The 48 bytes of the basic header segment; empty when the error is not about a PDU.
  public var header: [UInt8] = []

  public var description: String {
    "byte \(offset) of the \(subject) (\(field)): expected \(expected), found \(found)"
  }
}

/// A number as the standards write it.
func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, value.bitWidth / 4 - digits.utf8.count)) + digits + "h"
}
