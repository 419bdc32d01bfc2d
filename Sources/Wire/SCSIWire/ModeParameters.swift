/// What MODE SENSE returns and MODE SELECT takes: a header, at most one block descriptor, and mode pages (SPC-4 7.5.4).
public struct ModeParameters: Hashable, Sendable {
  /// 0 for block devices.
  public var mediumType: UInt8
  /// WP; reserved in MODE SELECT.
  public var isWriteProtected: Bool
  /// DPOFUA: the DPO and FUA bits of commands count; reserved in MODE SELECT.
  public var supportsCacheControl: Bool
  public var blockDescriptor: ModeBlockDescriptor?
  public var pages: [ModePage]

  public init(
    mediumType: UInt8 = 0, isWriteProtected: Bool = false, supportsCacheControl: Bool = false,
    blockDescriptor: ModeBlockDescriptor? = nil, pages: [ModePage] = []
  ) {
    self.mediumType = mediumType
    self.isWriteProtected = isWriteProtected
    self.supportsCacheControl = supportsCacheControl
    self.blockDescriptor = blockDescriptor
    self.pages = pages
  }
}

/// The short (8 bytes) or long (16 bytes) block descriptor of a block device (SBC-3 6.4.2).
public struct ModeBlockDescriptor: BitwiseCopyable, Hashable, Sendable {
  /// Blocks of the unit. In the short form FFFF_FFFFh where there are more.
  public var blockCount: UInt64
  /// Bytes; 24 bits in the short form.
  public var blockLength: UInt32
  public var isLong: Bool
  public init(blockCount: UInt64, blockLength: UInt32, isLong: Bool = false) {
    self.blockCount = blockCount
    self.blockLength = blockLength
    self.isLong = isLong
  }
}

/// The header's fields in its two forms.
struct ModeHeaderFields: Sendable {
  let dataLength: Field
  let mediumType: Field
  let writeProtect: Field
  let cacheControl: Field
  let longLBA: Field?
  let descriptorLength: Field
  let headerLength: Int

  static let six = ModeHeaderFields(
    dataLength: Field("MODE DATA LENGTH", 0), mediumType: Field("MEDIUM TYPE", 1),
    writeProtect: Field("WP", 2, bits: 7...7), cacheControl: Field("DPOFUA", 2, bits: 4...4), longLBA: nil,
    descriptorLength: Field("BLOCK DESCRIPTOR LENGTH", 3), headerLength: 4)
  static let ten = ModeHeaderFields(
    dataLength: Field("MODE DATA LENGTH", 0...1), mediumType: Field("MEDIUM TYPE", 2),
    writeProtect: Field("WP", 3, bits: 7...7), cacheControl: Field("DPOFUA", 3, bits: 4...4),
    longLBA: Field("LONGLBA", 4, bits: 0...0), descriptorLength: Field("BLOCK DESCRIPTOR LENGTH", 6...7), headerLength: 8)

  static subscript(form: ModeForm) -> ModeHeaderFields { form == .six ? six : ten }

  var all: [Field] {
    [dataLength, mediumType, writeProtect, cacheControl] + (longLBA.map { [$0] } ?? []) + [descriptorLength]
  }
}

enum ModeBlockDescriptorField {
  static let shortCount = Field("NUMBER OF LOGICAL BLOCKS", 0...3)
  static let shortLength = Field("LOGICAL BLOCK LENGTH", 5...7)
  static let longCount = Field("NUMBER OF LOGICAL BLOCKS", 0...7)
  static let longLength = Field("LOGICAL BLOCK LENGTH", 12...15)
  static func all(isLong: Bool) -> [Field] { isLong ? [longCount, longLength] : [shortCount, shortLength] }
}

extension ModeBlockDescriptor {
  func encoded() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: isLong ? 16 : 8)
    if isLong {
      bytes[ModeBlockDescriptorField.longCount] = blockCount
      bytes[ModeBlockDescriptorField.longLength] = UInt64(blockLength)
    } else {
      bytes[ModeBlockDescriptorField.shortCount] = min(blockCount, 0xFFFF_FFFF)
      bytes[ModeBlockDescriptorField.shortLength] = UInt64(min(blockLength, 0xFF_FFFF))
    }
    return bytes
  }

  init(_ bytes: [UInt8], at start: Int, isLong: Bool) {
    typealias Fields = ModeBlockDescriptorField
    self.init(
      blockCount: bytes[isLong ? Fields.longCount : Fields.shortCount, at: start],
      blockLength: UInt32(bytes[isLong ? Fields.longLength : Fields.shortLength, at: start]), isLong: isLong)
  }
}
