import BlockDevice
import ISCSIFrontEnd
import StorageModel
import Testing

extension Examples {
  @Test func iscsiFrontEnd() async throws {
    let array = try LiveArray(plan: Plan(ModelConfiguration()), seed: 1)

    let name = "iqn.2026-11.org.example:array"
    let ports = array.portNames.indices.map {
      TargetPortIdentity(relativeIdentifier: UInt16($0 + 1), name: "\(name),t,0x000\($0 + 1)")
    }
    let disks = DiskArray(name: name, serial: ArraySerial(1), ports: ports, unitCount: array.unitCount)
    let target = try ISCSITarget(
      array: array,
      configuration: ISCSITarget.Configuration(
        targetName: name,
        disks: (0..<array.unitCount).map { LogicalDisk(array: disks, unit: $0, media: Media(blockCount: 2048)) }))
    let addresses = try await target.start()
    let ended = try await target.stop()

    #expect(addresses.count == ended.portNames.count && addresses.allSatisfy { $0.port ?? 0 > 0 })
    #expect(ended.portNames.first == "array.controller0.port0")
  }
}
