/// A line of a CloudPhysics trace: `1,5633898368802,2a,512,42932745`.
enum CloudPhysicsLine {
  static func read(_ line: inout LineCursor) throws(MalformedLine) -> RecordedCommand {
    let comma = UInt8(ascii: ",")
    _ = try line.field("version", endsWith: comma)
    let timeColumn = line.column
    let microseconds = try line.field("time", endsWith: comma)
    let operationColumn = line.column
    let operation = try line.field("op", radix: 16, endsWith: comma)
    let sizeColumn = line.column
    let bytes = try line.field("size", endsWith: comma)
    let firstBlock = try line.lastField("lbn")
    guard operation == 0x2a || operation == 0x28 else {
      throw MalformedLine(column: operationColumn, message: "the field 'op' is not 2a (write) or 28 (read)")
    }
    let (nanoseconds, isLost) = microseconds.multipliedReportingOverflow(by: 1000)
    if isLost { throw MalformedLine(column: timeColumn, message: "the field 'time' is too large") }
    return try RecordedCommand(
      time: nanoseconds, firstBlock: firstBlock, blocks: bytes / 512 + (bytes % 512 == 0 ? 0 : 1), unit: 0,
      isWrite: operation == 0x2a, sizeName: "size", sizeColumn: sizeColumn)
  }
}

/// A line of an MQSim trace: `938513000 4 264719034 16 0`.
enum MQSimLine {
  static func read(_ line: inout LineCursor) throws(MalformedLine) -> RecordedCommand {
    let blank = UInt8(ascii: " ")
    let time = try line.field("arrival", endsWith: blank)
    let deviceColumn = line.column
    let device = try line.field("device", endsWith: blank)
    let firstBlock = try line.field("block", endsWith: blank)
    let sizeColumn = line.column
    let sectors = try line.field("sectors", endsWith: blank)
    let typeColumn = line.column
    let type = try line.lastField("type")
    guard let unit = UInt16(exactly: device) else {
      throw MalformedLine(column: deviceColumn, message: "the field 'device' is too large")
    }
    guard type <= 1 else {
      throw MalformedLine(column: typeColumn, message: "the field 'type' is not 1 (read) or 0 (write)")
    }
    return try RecordedCommand(
      time: time, firstBlock: firstBlock, blocks: sectors, unit: unit, isWrite: type == 0, sizeName: "sectors",
      sizeColumn: sizeColumn)
  }
}

extension RecordedCommand {
  /// Refuses commands without blocks and those that reach beyond the largest block address.
  fileprivate init(
    time: UInt64, firstBlock: UInt64, blocks: UInt64, unit: UInt16, isWrite: Bool, sizeName: String, sizeColumn: Int
  ) throws(MalformedLine) {
    guard blocks > 0 else { throw MalformedLine(column: sizeColumn, message: "the field '\(sizeName)' is zero") }
    guard let blockCount = UInt32(exactly: blocks), !firstBlock.addingReportingOverflow(blocks).overflow else {
      throw MalformedLine(column: sizeColumn, message: "the field '\(sizeName)' is too large")
    }
    self.init(time: time, firstBlock: firstBlock, blockCount: blockCount, unit: unit, isWrite: isWrite)
  }
}
