import BlockDevice
import SCSIWire
import Testing

@Suite struct ReportTests {
  var disk = plainDisk(blockCount: 1000)

  @Test mutating func capacityIsTheLastBlock() {
    #expect(disk.execute(.readCapacity10).dataIn == [0x00, 0x00, 0x03, 0xE7, 0x00, 0x00, 0x02, 0x00])
    let long = disk.execute(.readCapacity16(allocationLength: 32)).dataIn
    #expect(Array(long.prefix(16)) == [0, 0, 0, 0, 0, 0, 0x03, 0xE7, 0, 0, 0x02, 0x00, 0, 0, 0xC0, 0])
    #expect(long.count == 32)
    #expect(disk.execute(.readCapacity16(allocationLength: 15)).dataIn == Array(long.prefix(15)))
  }

  @Test func aCapacityThatDoesNotFitIsAllOnes() {
    var disk = plainDisk(blockCount: 1 << 33)
    #expect(disk.execute(.readCapacity10).dataIn == [0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x02, 0x00])
    #expect(disk.execute(.readCapacity16(allocationLength: 8)).dataIn == [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF])
  }

  @Test func physicalBlocksAreReported() {
    var disk = LogicalDisk(array: smallArray, unit: 0, media: Media(blockCount: 64), physicalBlockExponent: 3)
    #expect(disk.execute(.readCapacity16(allocationLength: 32)).dataIn[13] == 3)
    let limits = disk.execute(.inquiry(page: 0xB0, allocationLength: 64)).dataIn
    #expect(limits[7] == 8 && limits[31] == 8)
  }

  @Test mutating func lunsOfTheArrayAreListed() {
    let header: [UInt8] = [0, 0, 0, 24, 0, 0, 0, 0]
    let luns: [UInt8] = (0..<3).flatMap { [0, $0, 0, 0, 0, 0, 0, 0] as [UInt8] }
    for select: UInt8 in [0, 2] {
      #expect(disk.execute(.reportLuns(selectReport: select, allocationLength: 256)).dataIn == header + luns)
    }
    #expect(disk.execute(.reportLuns(selectReport: 1, allocationLength: 256)).dataIn == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(disk.execute(.reportLuns(selectReport: 0, allocationLength: 16)).dataIn == header + luns.prefix(8))
    for command: Command in [
      .reportLuns(selectReport: 3, allocationLength: 256), .reportLuns(selectReport: 0, allocationLength: 15),
    ] {
      #expect(disk.execute(command).completion == .checkCondition(.invalidFieldInCDB))
    }
  }

  @Test mutating func everyPortIsActiveAndOptimized() {
    let data = disk.execute(.reportTargetPortGroups(extendedHeader: false, allocationLength: 255)).dataIn
    #expect(data == [0, 0, 0, 16, 0x00, 0x01, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2])
    let extended = disk.execute(.reportTargetPortGroups(extendedHeader: true, allocationLength: 255)).dataIn
    #expect(extended == [0, 0, 0, 20, 0x10, 0, 0, 0] + data.dropFirst(4))
  }

  @Test mutating func requestSenseReportsWhatIsPending() {
    let none = disk.execute(.requestSense(descriptorFormat: false, allocationLength: 252)).dataIn
    #expect(none == [0x70, 0, 0, 0, 0, 0, 0, 10] + [UInt8](repeating: 0, count: 10))
    let pending = disk.execute(
      .requestSense(descriptorFormat: true, allocationLength: 252), pending: .unitAttention(0x29, 0x00))
    #expect(pending.dataIn == [0x72, 0x06, 0x29, 0x00, 0, 0, 0, 0])
  }

  @Test mutating func everySupportedOperationCodeIsReportedByItself() throws {
    let all = disk.execute(.reportSupportedOperationCodes(.init(.all, allocationLength: 65535))).dataIn
    #expect(all.count > 4 && (all.count - 4).isMultiple(of: 8))
    for start in stride(from: 4, to: all.count, by: 8) {
      let hasServiceAction = all[start + 5] & 1 == 1
      let right: SupportedOperationCodesRequest.Option = hasServiceAction ? .serviceAction : .operationCode
      let wrong: SupportedOperationCodesRequest.Option = hasServiceAction ? .operationCode : .serviceAction
      func request(_ option: SupportedOperationCodesRequest.Option) -> Command {
        .reportSupportedOperationCodes(
          .init(option, operationCode: all[start], serviceAction: UInt16(all[start + 3]), allocationLength: 255))
      }
      let one = disk.execute(request(right)).dataIn
      #expect(one[1] & 0x07 == 3 && one[4] == all[start])
      #expect(disk.execute(request(wrong)).completion == .checkCondition(.invalidFieldInCDB))
    }
  }

  @Test mutating func commandsOnReservationsAreNotTheDisks() {
    #expect(disk.execute(.reserve).completion == .checkCondition(.illegalRequest(0x20, 0x00)))
  }
}
