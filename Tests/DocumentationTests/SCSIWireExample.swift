import SCSIWire
import Testing

extension Examples {
  @Test func scsiwire() throws {
    let write = Command.write(LogicalBlocks(address: 8, count: 2))
    let cdb = write.encodedCDB()
    let read = try Command.decode(cdb: cdb)

    // WRITE (10), SBC-3 table 116.
    #expect(cdb == [0x2A, 0, 0, 0, 0, 8, 0, 0, 2, 0])
    #expect(read == write)
  }
}
