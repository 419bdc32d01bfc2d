import BlockDevice
import SCSIWire
import Testing

extension Examples {
  @Test func blockDevice() {
    let name = "iqn.2026-11.org.example:array"
    let port = TargetPortIdentity(relativeIdentifier: 1, name: "\(name),t,0x0001")
    let array = DiskArray(name: name, serial: ArraySerial(1), ports: [port], unitCount: 1)
    var disk = LogicalDisk(array: array, unit: 0, media: Media(blockCount: 2048))
    let block = LogicalBlocks(address: 7, count: 1)
    let written = disk.execute(.write(block), dataOut: [UInt8](repeating: 0x5A, count: 512))
    let read = disk.execute(.read(block))

    #expect(written.completion == .good && read.completion == .good)
    #expect(read.dataIn == [UInt8](repeating: 0x5A, count: 512))
  }
}
