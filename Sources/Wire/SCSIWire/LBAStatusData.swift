/// GET LBA STATUS parameter data (SBC-3 table 47).
public struct LBAStatusData: Hashable, Sendable {
  public var descriptors: [LBAStatusDescriptor]
  public init(_ descriptors: [LBAStatusDescriptor]) { self.descriptors = descriptors }
}

/// A run of blocks with the same provisioning status (SBC-3 table 48). 16 bytes.
public struct LBAStatusDescriptor: BitwiseCopyable, Hashable, Sendable {
  /// PROVISIONING STATUS.
  public enum Status: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Mapped, or not known.
    case mapped = 0
    case deallocated = 1
    case anchored = 2
  }
  public var address: UInt64
  public var count: UInt32
  public var status: Status
  public init(address: UInt64, count: UInt32, status: Status) {
    self.address = address
    self.count = count
    self.status = status
  }
}

enum LBAStatusField {
  static let length = Field("PARAMETER DATA LENGTH", 0...3)
  static let headerLength = 8
  // Within a descriptor.
  static let address = Field("LBA STATUS LOGICAL BLOCK ADDRESS", 0...7)
  static let count = Field("NUMBER OF LOGICAL BLOCKS", 8...11)
  static let status = Field("PROVISIONING STATUS", 12, bits: 0...3) {
    ["mapped or unknown", "deallocated", "anchored"].element(at: Int($0))
  }
  static let descriptor = [address, count, status]
  static let encodedLength = 16
}

extension LBAStatusData {
  /// The bytes, cut off at the allocation length; PARAMETER DATA LENGTH counts all.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: LBAStatusField.headerLength + LBAStatusField.encodedLength * descriptors.count)
    bytes[LBAStatusField.length] = UInt64(bytes.count - LBAStatusField.length.bytes.count)
    for (index, descriptor) in descriptors.enumerated() {
      let start = LBAStatusField.headerLength + LBAStatusField.encodedLength * index
      bytes[LBAStatusField.address, at: start] = descriptor.address
      bytes[LBAStatusField.count, at: start] = UInt64(descriptor.count)
      bytes[LBAStatusField.status, at: start] = UInt64(descriptor.status.rawValue)
    }
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes what an initiator received; a descriptor that was cut off is left out.
  ///
  /// - Throws: when the header is incomplete or a status is reserved.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> LBAStatusData {
    guard bytes.count >= LBAStatusField.headerLength else {
      throw WireError(.lbaStatus, tooShort: bytes, expected: "a header of 8 bytes", sense: .none)
    }
    let end = min(bytes.count, Int(bytes[LBAStatusField.length]) + LBAStatusField.length.bytes.count)
    var data = LBAStatusData([])
    var start = LBAStatusField.headerLength
    while end - start >= LBAStatusField.encodedLength {
      guard let status = LBAStatusDescriptor.Status(rawValue: UInt8(bytes[LBAStatusField.status, at: start])) else {
        throw WireError(.lbaStatus, LBAStatusField.status, in: bytes, at: start, expected: "0 to 2", sense: .none)
      }
      data.descriptors.append(
        LBAStatusDescriptor(
          address: bytes[LBAStatusField.address, at: start], count: UInt32(bytes[LBAStatusField.count, at: start]),
          status: status))
      start += LBAStatusField.encodedLength
    }
    return data
  }
}
