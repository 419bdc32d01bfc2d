/// Where a command on logical blocks has its address, its number of blocks and the flags that all of them share.
struct BlockFields: Sendable {
  let address: Field
  let count: Field
  /// RDPROTECT and its kin: no value but 0 without protection information.
  let protection: Field?
  let disablePageOut: Field?
  let forceUnitAccess: Field?
  let group: Field?

  private init(
    _ cdbLength: Int, count: String = "TRANSFER LENGTH", protection: String? = nil, hasDPO: Bool = false, hasFUA: Bool = false
  ) {
    let groupByte: Int?
    switch cdbLength {
    case 6:
      (address, self.count) = (Field("LOGICAL BLOCK ADDRESS", 1...3, bits: 0...20), Field(count, 4))
      groupByte = nil
    case 10:
      (address, self.count) = (Field("LOGICAL BLOCK ADDRESS", 2...5), Field(count, 7...8))
      groupByte = 6
    case 12:
      (address, self.count) = (Field("LOGICAL BLOCK ADDRESS", 2...5), Field(count, 6...9))
      groupByte = 10
    default:
      (address, self.count) = (Field("LOGICAL BLOCK ADDRESS", 2...9), Field(count, 10...13))
      groupByte = 14
    }
    self.protection = protection.map { Field($0, 1, bits: 5...7) }
    disablePageOut = hasDPO ? Field("DPO", 1, bits: 4...4) : nil
    forceUnitAccess = hasFUA ? Field("FUA", 1, bits: 3...3) : nil
    group = groupByte.map { Field("GROUP NUMBER", $0, bits: 0...4).unread }
  }

  /// COMPARE AND WRITE counts in one byte.
  private init(compareAndWrite: Void) {
    let sixteen = BlockFields(16, protection: "WRPROTECT", hasDPO: true, hasFUA: true)
    (address, protection, group) = (sixteen.address, sixteen.protection, sixteen.group)
    (disablePageOut, forceUnitAccess) = (sixteen.disablePageOut, sixteen.forceUnitAccess)
    count = Field("NUMBER OF LOGICAL BLOCKS", 13)
  }

  var all: [Field] { [protection, disablePageOut, forceUnitAccess, address, count, group].compactMap { $0 } }

  /// Indexed by operation code, because a READ is decoded far more often than anything else.
  static let table: [BlockFields?] = (UInt8.min...UInt8.max).map { code in OperationCode(rawValue: code).flatMap(make) }

  private static func make(_ operation: OperationCode) -> BlockFields? {
    let length = operation.cdbLength
    return switch operation {
    case .read6, .write6: BlockFields(length)
    case .read10, .read12, .read16: BlockFields(length, protection: "RDPROTECT", hasDPO: true, hasFUA: true)
    case .write10, .write12, .write16: BlockFields(length, protection: "WRPROTECT", hasDPO: true, hasFUA: true)
    case .orWrite16: BlockFields(length, protection: "ORPROTECT", hasDPO: true, hasFUA: true)
    case .compareAndWrite: BlockFields(compareAndWrite: ())
    case .verify10, .verify12, .verify16:
      BlockFields(length, count: "VERIFICATION LENGTH", protection: "VRPROTECT", hasDPO: true)
    case .writeAndVerify10, .writeAndVerify12, .writeAndVerify16: BlockFields(length, protection: "WRPROTECT", hasDPO: true)
    case .prefetch10, .prefetch16: BlockFields(length, count: "PREFETCH LENGTH")
    case .synchronizeCache10, .synchronizeCache16: BlockFields(length, count: "NUMBER OF LOGICAL BLOCKS")
    case .writeSame10, .writeSame16: BlockFields(length, count: "NUMBER OF LOGICAL BLOCKS", protection: "WRPROTECT")
    default: nil
    }
  }
}

extension OperationCode {
  /// Nil where the command is not about a run of logical blocks.
  var blockFields: BlockFields? { BlockFields.table[Int(rawValue)] }
}
