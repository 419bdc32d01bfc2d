/// The parameter list of UNMAP (SBC-3 table 115).
public struct UnmapList: Hashable, Sendable {
  /// The runs of blocks to unmap; of each only address and count.
  public var descriptors: [LogicalBlocks]
  public init(_ descriptors: [LogicalBlocks]) { self.descriptors = descriptors }
}

enum UnmapField {
  static let dataLength = Field("UNMAP DATA LENGTH", 0...1)
  static let descriptorLength = Field("UNMAP BLOCK DESCRIPTOR DATA LENGTH", 2...3)
  static let headerLength = 8
  // Within a block descriptor.
  static let address = Field("UNMAP LOGICAL BLOCK ADDRESS", 0...7)
  static let count = Field("NUMBER OF LOGICAL BLOCKS", 8...11)
  static let descriptor = [address, count]
  static let encodedLength = 16
  /// As many as the length of 16 bits can count.
  static let descriptorsMax = (0xFFFF - 6) / encodedLength
}

extension UnmapList {
  /// The header and at most 4095 block descriptors.
  public func encoded() -> [UInt8] {
    let runs = descriptors.prefix(UnmapField.descriptorsMax)
    var bytes = [UInt8](repeating: 0, count: UnmapField.headerLength + UnmapField.encodedLength * runs.count)
    bytes[UnmapField.dataLength] = UInt64(bytes.count - 2)
    bytes[UnmapField.descriptorLength] = UInt64(UnmapField.encodedLength * runs.count)
    for (index, run) in runs.enumerated() {
      let start = UnmapField.headerLength + UnmapField.encodedLength * index
      bytes[UnmapField.address, at: start] = run.address
      bytes[UnmapField.count, at: start] = UInt64(run.count)
    }
    return bytes
  }

  /// Decodes the list that a device server received. No bytes are no runs, and the last bytes of a descriptor that is not whole
  /// are ignored (SBC-3 5.28.2).
  ///
  /// - Throws: PARAMETER LIST LENGTH ERROR when the header or the descriptors that it announces are not all there.
  public static func decode(_ list: [UInt8]) throws(WireError) -> UnmapList {
    guard !list.isEmpty else { return UnmapList([]) }
    guard list.count >= UnmapField.headerLength else {
      throw WireError(.unmapList, tooShort: list, expected: "a header of 8 bytes", sense: .parameterListLengthError)
    }
    let length = Int(list[UnmapField.descriptorLength])
    guard length <= list.count - UnmapField.headerLength else {
      throw WireError(
        .unmapList, UnmapField.descriptorLength, in: list,
        expected: "at most the \(list.count - UnmapField.headerLength) bytes that follow", sense: .parameterListLengthError)
    }
    return UnmapList(
      (0..<(length / UnmapField.encodedLength)).map { index in
        let start = UnmapField.headerLength + UnmapField.encodedLength * index
        return LogicalBlocks(
          address: list[UnmapField.address, at: start], count: UInt32(list[UnmapField.count, at: start]))
      })
  }
}
