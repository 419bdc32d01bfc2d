/// A mode page as it travels: its code and what follows its header. `CachingPage` and its kin say what the bytes mean.
///
/// The changeable values that MODE SENSE reports are a page too, with a one in each bit that MODE SELECT may change: a
/// `ControlPage` with nothing but `taskAbortedStatus` set is the mask of a unit where only TAS can change.
public struct ModePage: Hashable, Sendable {
  /// Six bits.
  public var code: UInt8
  /// 0 for a page without subpages.
  public var subpage: UInt8
  /// The bytes after the header, at most 65,535; more than 255 take the longer header of a subpage.
  public var body: [UInt8]

  public init(code: UInt8, subpage: UInt8 = 0, body: [UInt8]) {
    self.code = code & 0x3F
    self.subpage = subpage
    self.body = body
  }

  /// Whether the page differs from `current` in no bit but those of `mask`, all three of one length: what MODE SELECT demands
  /// (SPC-4 6.10).
  public func changes(_ current: ModePage, onlyWithin mask: ModePage) -> Bool {
    guard code == current.code, subpage == current.subpage, body.count == current.body.count,
      body.count == mask.body.count
    else { return false }
    return body.indices.allSatisfy { (body[$0] ^ current.body[$0]) & ~mask.body[$0] == 0 }
  }
}

enum ModePageField {
  static let savable = Field("PS", 0, bits: 7...7)
  static let hasSubpage = Field("SPF", 0, bits: 6...6)
  static let code = Field("PAGE CODE", 0, bits: 0...5) { modePageName(UInt8($0)) }
  static let length = Field("PAGE LENGTH", 1)
  static let subpage = Field("SUBPAGE CODE", 1)
  static let longLength = Field("PAGE LENGTH", 2...3)
  static let headerLength = 2
  static let longHeaderLength = 4
}

extension ModePage {
  func encoded(isSavable: Bool) -> [UInt8] {
    // A body of more than 255 bytes came with SPF = 1, whatever its subpage.
    let isLong = subpage != 0 || body.count > 0xFF
    var bytes = [UInt8](repeating: 0, count: isLong ? ModePageField.longHeaderLength : ModePageField.headerLength)
    bytes.set(ModePageField.savable, isSavable)
    bytes.set(ModePageField.hasSubpage, isLong)
    bytes[ModePageField.code] = UInt64(code & 0x3F)
    guard isLong else {
      bytes[ModePageField.length] = UInt64(body.count)
      return bytes + body
    }
    bytes[ModePageField.subpage] = UInt64(subpage)
    bytes[ModePageField.longLength] = UInt64(body.prefix(0xFFFF).count)
    return bytes + body.prefix(0xFFFF)
  }

  /// The page at `start` and where it ends; nil where its bytes are not all there.
  static func decode(_ bytes: [UInt8], at start: Int) -> (page: ModePage, end: Int)? {
    guard bytes.count - start >= ModePageField.headerLength else { return nil }
    let isLong = bytes.isSet(ModePageField.hasSubpage, at: start)
    let bodyStart = start + (isLong ? ModePageField.longHeaderLength : ModePageField.headerLength)
    guard bytes.count >= bodyStart else { return nil }
    let end = bodyStart + Int(bytes[isLong ? ModePageField.longLength : ModePageField.length, at: start])
    guard bytes.count >= end else { return nil }
    let page = ModePage(
      code: UInt8(bytes[ModePageField.code, at: start]),
      subpage: isLong ? UInt8(bytes[ModePageField.subpage, at: start]) : 0, body: Array(bytes[bodyStart..<end]))
    return (page, end)
  }
}
