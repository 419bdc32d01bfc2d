import BlockDevice
import Glibc
import SCSIWire
import Testing

@Suite struct MediaTests {
  @Test func unwrittenBlocksReadAsZerosAndAreDeallocated() throws {
    let media = Media(blockCount: 1 << 40)
    #expect(try media.read((1 << 40) - 3..<1 << 40) == [UInt8](repeating: 0, count: 3 * 512))
    #expect(media.provisioning(from: 7).blocks == 7..<1 << 40)
    #expect(!media.provisioning(from: 7).isMapped)
  }

  @Test func aBlockAcrossAPageBoundaryIsReadBackWhole() throws {
    // Blocks of 520 bytes do not divide a page of any power of two.
    var media = Media(blockCount: 1000, blockLength: 520)
    let bytes = (0..<520 * 300).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try media.write(bytes[...], at: 1)
    #expect(try media.read(1..<301) == bytes)
    #expect(try media.read(0..<1) + media.read(301..<302) == [UInt8](repeating: 0, count: 1040))
  }

  @Test func copiesOfMediaInMemoryGoTheirOwnWays() throws {
    var media = Media(blockCount: 8)
    let copy = media
    try media.write([UInt8](repeating: 1, count: 512)[...], at: 0)
    #expect(try copy.read(0..<1) == [UInt8](repeating: 0, count: 512))
    #expect(!copy.provisioning(from: 0).isMapped)
  }

  @Test func mediaInAFileAreThereAfterOpeningAgain() throws {
    try withTemporaryPath { path in
      var media = try Media(path: path, blockCount: 4096)
      let bytes = [UInt8](repeating: 0xA5, count: 1024)
      try media.write(bytes[...], at: 2048)
      try media.synchronize()
      media.close()
      let again = try Media(path: path, blockCount: 4096)
      defer { again.close() }
      #expect(try again.read(2048..<2050) == bytes)
      #expect(again.provisioning(from: 2048).isMapped)
      // The file system's unit decides how many neighbours count as mapped, never the whole file.
      #expect(!again.provisioning(from: 0).isMapped && !again.provisioning(from: 4095).isMapped)
    }
  }

  @Test func deallocatedBlocksGiveTheirStorageBack() throws {
    try withTemporaryPath { path in
      var media = try Media(path: path, blockCount: 4096)
      defer { media.close() }
      try media.write([UInt8](repeating: 1, count: 4096 * 512)[...], at: 0)
      try media.synchronize()
      let full = try blocksOfStorage(path)
      try media.clear(0..<2048, deallocating: true)
      try media.synchronize()
      #expect(try blocksOfStorage(path) <= full / 2)
    }
  }

  @Test func aFileOfAnotherSizeOrInUseIsRefused() throws {
    try withTemporaryPath { path in
      let media = try Media(path: path, blockCount: 16)
      #expect(throws: MediaError.self) { try Media(path: path, blockCount: 16) }
      media.close()
      let refused = #expect(throws: MediaError.self) { try Media(path: path, blockCount: 17) }
      #expect(refused?.operation == .open && refused?.code == EINVAL)
    }
    let missing = #expect(throws: MediaError.self) { try Media(path: "/nonexistent/media", blockCount: 1) }
    #expect(missing?.code == ENOENT)
  }

  @Test func anOperationOnLostMediaSaysWhichSenseItMeans() throws {
    try withTemporaryPath { path in
      var media = try Media(path: path, blockCount: 16)
      media.close()
      let read = #expect(throws: MediaError.self) { try media.read(0..<1) }
      #expect(read?.sense == Sense(key: 0x3, code: 0x11, qualifier: 0x00))
      let write = #expect(throws: MediaError.self) { try media.write([UInt8](repeating: 0, count: 512)[...], at: 0) }
      #expect(write?.sense == Sense(key: 0x3, code: 0x0C, qualifier: 0x00))
      #expect(throws: MediaError.self) { try media.synchronize() }
      let clear = #expect(throws: MediaError.self) { try media.clear(0..<1, deallocating: true) }
      #expect(clear?.sense.key == 3)
    }
  }

  private func blocksOfStorage(_ path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return Int(status.st_blocks)
  }
}
