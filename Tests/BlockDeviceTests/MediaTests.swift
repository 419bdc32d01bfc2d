import BlockDevice
import Testing

@Suite struct MediaTests {
  @Test func unwrittenBlocksReadAsZeros() throws {
    let media = Media(blockCount: 1000)
    #expect(try media.read(990..<1000) == [UInt8](repeating: 0, count: 5120))
  }
}
