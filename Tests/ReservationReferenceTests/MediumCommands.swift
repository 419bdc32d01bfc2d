/// Commands that are not of reservations, of each class: weight and CDB. One block at address 0 where there are blocks.
enum MediumCommands {
  static let all: [(Int, [UInt8])] = always + readLike + writeLike

  private static let always: [(Int, [UInt8])] = [
    // TEST UNIT READY, REQUEST SENSE, INQUIRY, READ CAPACITY(10), REPORT LUNS
    (12, six(0x00)), (4, six(0x03, length: 18)), (4, six(0x12, length: 36)), (4, ten(0x25)), (4, twelve(0xA0, length: 16)),
    // READ CAPACITY(16), REPORT TARGET PORT GROUPS, START STOP UNIT that starts, PREVENT ALLOW that allows
    (4, sixteen(0x9E, action: 0x10, length: 32)), (4, twelve(0xA3, action: 0x0A, length: 32)), (4, six(0x1B, length: 1)),
    (4, six(0x1E)),
  ]

  private static let readLike: [(Int, [UInt8])] = [
    // READ
    (20, ten(0x28, count: 1)), (4, sixteen(0x88, count: 1)), (2, six(0x08, length: 1)), (2, twelve(0xA8, length: 1)),
    // VERIFY, PRE-FETCH, GET LBA STATUS
    (2, ten(0x2F, count: 1)), (2, sixteen(0x8F, count: 1)), (2, twelve(0xAF, length: 1)), (2, ten(0x34, count: 1)),
    (2, sixteen(0x90, count: 1)), (2, sixteen(0x9E, action: 0x12, length: 24)),
    // MODE SENSE, REPORT SUPPORTED OPERATION CODES
    (2, [0x1A, 0, 0x3F, 0, 192, 0]), (2, [0x5A, 0, 0x3F, 0, 0, 0, 0, 0, 192, 0]), (2, twelve(0xA3, action: 0x0C, length: 64)),
  ]

  private static let writeLike: [(Int, [UInt8])] = [
    // WRITE
    (24, ten(0x2A, count: 1)), (4, sixteen(0x8A, count: 1)), (2, six(0x0A, length: 1)), (2, twelve(0xAA, length: 1)),
    // WRITE AND VERIFY, COMPARE AND WRITE, ORWRITE, WRITE SAME, UNMAP
    (2, ten(0x2E, count: 1)), (2, sixteen(0x8E, count: 1)), (2, twelve(0xAE, length: 1)), (2, sixteen(0x89, count: 1)),
    (2, sixteen(0x8B, count: 1)), (2, ten(0x41, count: 1)), (2, sixteen(0x93, count: 1)), (2, ten(0x42, count: 24)),
    // SYNCHRONIZE CACHE, MODE SELECT, START STOP UNIT that stops or has a power condition, PREVENT ALLOW that prevents
    (4, ten(0x35, count: 1)), (2, sixteen(0x91, count: 1)), (2, [0x15, 0x10, 0, 0, 24, 0]),
    (2, [0x55, 0x10, 0, 0, 0, 0, 0, 0, 28, 0]), (3, six(0x1B, length: 0)), (2, six(0x1B, length: 0x21)),
    (3, six(0x1E, length: 1)),
  ]

  private static func six(_ code: UInt8, length: UInt8 = 0) -> [UInt8] { [code, 0, 0, 0, length, 0] }

  private static func ten(_ code: UInt8, count: UInt8 = 0) -> [UInt8] { [code, 0, 0, 0, 0, 0, 0, 0, count, 0] }

  private static func twelve(_ code: UInt8, action: UInt8 = 0, length: UInt8 = 0) -> [UInt8] {
    [code, action, 0, 0, 0, 0, 0, 0, 0, length, 0, 0]
  }

  private static func sixteen(_ code: UInt8, action: UInt8 = 0, count: UInt8 = 0, length: UInt8 = 0) -> [UInt8] {
    [code, action, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count | length, 0, 0]
  }
}
