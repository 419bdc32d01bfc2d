import SCSIWire
import Testing

/// Parameter lists and data in words.
struct DataDescriptionTests {
  private func value(_ name: String, _ bytes: [UInt8], _ kind: ByteKind, place: String? = nil) -> String? {
    let description = ByteDescription(bytes, as: kind)
    #expect(description.problem == nil)
    let field = description.fields.first { $0.name == name && (place == nil || $0.place == place) }
    return field.map { "\($0.place): \($0.value)" }
  }

  @Test func `REGISTER AND MOVE's list reads with its TransportID`() {
    let move = PersistentReserveOut(.registerAndMove, unregister: true, relativeTargetPort: 2)
    let list = move.encodedParameterList(transportIDs: [.iSCSI(name: "iqn.a", isid: 0x0002_3D00_0001)])
    #expect(
      ByteDescription(list, as: .registerAndMoveList).lines == [
        "REGISTER AND MOVE parameter list",
        "  0-7      RESERVATION KEY                    0000000000000000h",
        "  8-15     SERVICE ACTION RESERVATION KEY     0000000000000000h",
        "  17[1]    UNREG                              1",
        "  17[0]    APTPL                              0",
        "  18-19    RELATIVE TARGET PORT IDENTIFIER    0002h",
        "  20-23    TRANSPORTID PARAMETER DATA LENGTH  0000001Ch",
        "  24[7:6]  FORMAT CODE                        1h",
        "  24[3:0]  PROTOCOL IDENTIFIER                5h iSCSI",
        "  26-27    ADDITIONAL LENGTH                  0018h",
        "  28-51    ISCSI NAME                         iqn.a, ISID 00023D000001h",
      ])
  }

  @Test func `READ FULL STATUS reads registration by registration`() {
    let bytes = FullStatusTests.statusBytes
    #expect(ByteDescription(bytes, as: .readFullStatus).title == "READ FULL STATUS parameter data: 2 items")
    #expect(value("R_HOLDER", bytes, .readFullStatus) == "20[0]: 1")
    #expect(value("TYPE", bytes, .readFullStatus) == "21[3:0]: 5h Write Exclusive - Registrants Only")
    #expect(value("N_PORT_NAME", bytes, .readFullStatus) == "40-47: 2100001B328A0A01h")
    #expect(value("ISCSI NAME", bytes, .readFullStatus) == "84-107: iqn.a, ISID 00023D0000ABh")
    let cut = ByteDescription(Array(bytes.prefix(60)), as: .readFullStatus)
    #expect(cut.title == "READ FULL STATUS parameter data: 1 item, 52 more bytes cut off")
  }

  @Test func `REPORT CAPABILITIES names each type`() {
    let bytes: [UInt8] = [0, 8, 0x9D, 0xC1, 0xEA, 0x01, 0, 0]
    #expect(value("PTPL_C", bytes, .reportCapabilities) == "2[0]: 1")
    #expect(value("Exclusive Access - All Registrants", bytes, .reportCapabilities) == "5[0]: 1")
  }

  @Test func `TransportIDs of every transport read by name`() {
    #expect(value("SAS ADDRESS", TransportID.sas(0x50).encoded(), .transportID) == "4-11: 0000000000000050h")
    #expect(value("PROTOCOL IDENTIFIER", TransportID.fibreChannel(1).encoded(), .transportID) == "0[3:0]: 0h Fibre Channel")
    #expect(ByteDescription([0x0F] + [UInt8](repeating: 0, count: 23), as: .transportID).problem?.field == "PROTOCOL IDENTIFIER")
  }

  @Test func `INQUIRY data and pages read by name`() {
    let standard = InquiryTests.standard
    #expect(value("VERSION", standard, .inquiry) == "2: 06h SPC-4")
    #expect(value("PRODUCT IDENTIFICATION", standard, .inquiry) == "16-31: disk")
    #expect(value("VERSION DESCRIPTOR", standard, .inquiry) == "58-59: 0460h")
    #expect(
      value("PAGE CODE", SupportedPagesVPD([0x83]).encoded(), .vitalProductData, place: "4") == "4: 83h Device Identification")
    #expect(value("PRODUCT SERIAL NUMBER", UnitSerialNumberVPD("W1").encoded(), .vitalProductData) == "4-5: W1")
    let names = DeviceIdentificationVPD([Designator(.targetDevice, .scsiName("iqn.a"), transport: 5)]).encoded()
    #expect(ByteDescription(names, as: .vitalProductData).title == "Device Identification VPD page")
    #expect(value("ASSOCIATION", names, .vitalProductData) == "5[5:4]: 2h target device")
    #expect(value("DESIGNATOR TYPE", names, .vitalProductData) == "5[3:0]: 8h SCSI name string")
    #expect(value("DESIGNATOR", names, .vitalProductData) == "8-15: iqn.a")
    var provisioning = LogicalBlockProvisioningVPD()
    provisioning.provisioningType = 2
    #expect(value("PROVISIONING TYPE", provisioning.encoded(), .vitalProductData) == "6[2:0]: 2h thin provisioned")
    #expect(value("WSNZ", BlockLimitsVPD().encoded(), .vitalProductData) == "4[0]: 0")
  }

  @Test func `capacity, LUNs and port groups read by name`() {
    let capacity = ReadCapacity10Data(lastBlock: 0xFF, blockLength: 512).encoded()
    #expect(value("LOGICAL BLOCK LENGTH IN BYTES", capacity, .readCapacity10) == "4-7: 00000200h")
    #expect(value("LBPME", ReadCapacity16Data().encoded(), .readCapacity16) == "14-15[15]: 0")
    let luns = ReportLunsData([0, 300].compactMap { LogicalUnitNumber($0) }).encoded()
    #expect(value("LUN", luns, .reportLuns, place: "16-23") == "16-23: 412C000000000000h logical unit 300")
    let groups = TargetPortGroupsData(DeviceReportTests.groups).encoded()
    #expect(value("ASYMMETRIC ACCESS STATE", groups, .targetPortGroups) == "4[3:0]: 0h active/optimized")
    #expect(value("RELATIVE TARGET PORT IDENTIFIER", groups, .targetPortGroups, place: "30-31") == "30-31: 0405h")
    let extended = TargetPortGroupsData(DeviceReportTests.groups, implicitTransitionTime: 60).encoded()
    #expect(value("IMPLICIT TRANSITION TIME", extended, .targetPortGroups) == "5: 3Ch")
  }

  @Test func `mode pages read by name`() {
    let bytes = ModeParameters(
      isWriteProtected: true, blockDescriptor: ModeBlockDescriptor(blockCount: 1, blockLength: 512),
      pages: ModeTests.pages + [ModePage(code: 1, body: [9, 9])]
    ).encoded(.six)
    #expect(value("WP", bytes, .modeParameters6) == "2[7]: 1")
    #expect(value("LOGICAL BLOCK LENGTH", bytes, .modeParameters6) == "9-11: 000200h")
    #expect(value("WCE", bytes, .modeParameters6) == "14[2]: 1")
    #expect(value("TAS", bytes, .modeParameters6) == "37[6]: 1")
    #expect(value("MRIE", bytes, .modeParameters6) == "47[3:0]: 6h")
    #expect(value("MODE PARAMETERS", bytes, .modeParameters6) == "58-59: 09 09")
    let ten = ModeParameters(pages: [ModePage(code: 0x0A, subpage: 1, body: [7])]).encoded(.ten)
    #expect(value("SUBPAGE CODE", ten, .modeParameters10) == "9: 01h")
    #expect(value("MODE PARAMETERS", ten, .modeParameters10) == "12: 07")
  }

  @Test func `operation codes, UNMAP and GET LBA STATUS read by name`() throws {
    let codes = SupportedOperationCodes()
    let all = try codes.data(for: SupportedOperationCodesRequest(.all, returnTimeouts: true, allocationLength: 40))
    #expect(value("OPERATION CODE", all, .supportedOperationCodes, place: "24") == "24: 03h REQUEST SENSE")
    #expect(value("DESCRIPTOR LENGTH", all, .supportedOperationCodes) == "12-13: 000Ah")
    let one = try codes.data(
      for: SupportedOperationCodesRequest(.operationCode, operationCode: 0, returnTimeouts: true, allocationLength: 40))
    #expect(value("SUPPORT", one, .supportedOperationCode) == "1[2:0]: 3h supported")
    #expect(value("CDB USAGE DATA", one, .supportedOperationCode) == "4-9: 00 00 00 00 00 00")
    #expect(value("RECOMMENDED COMMAND TIMEOUT", one, .supportedOperationCode) == "18-21: 00000000h")
    let unmap = UnmapList([LogicalBlocks(address: 5, count: 6)]).encoded()
    #expect(value("NUMBER OF LOGICAL BLOCKS", unmap, .unmapList) == "16-19: 00000006h")
    let status = LBAStatusData([LBAStatusDescriptor(address: 5, count: 6, status: .deallocated)]).encoded()
    #expect(value("PROVISIONING STATUS", status, .lbaStatus) == "20[3:0]: 1h deallocated")
  }

  @Test func `CDBs with service actions read by the action's name`() {
    let capacity = ByteDescription(Command.readCapacity16(allocationLength: 32).encodedCDB(), as: .cdb)
    #expect(capacity.title == "SERVICE ACTION IN(16), READ CAPACITY(16)")
    let status = ByteDescription(Command.getLBAStatus(startingAddress: 7, allocationLength: 24).encodedCDB(), as: .cdb)
    #expect(status.fields.contains { $0.name == "STARTING LOGICAL BLOCK ADDRESS" && $0.value == "0000000000000007h" })
    let sense = ByteDescription(Command.modeSense(ModeSense(.six, page: 8, allocationLength: 4)).encodedCDB(), as: .cdb)
    #expect(sense.fields.contains { $0.name == "PAGE CODE" && $0.place == "2[5:0]" && $0.value == "08h Caching" })
  }

  @Test func `every CDB with all flags set is described in the order of its bytes`() {
    for supported in SupportedCommand.all {
      let description = ByteDescription(supported.usage, as: .cdb)
      let places = description.fields.map { ($0.offset, -($0.bits?.upperBound ?? 0)) }
      #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "\(supported)")
      #expect(description.title.hasPrefix(supported.operationCode.name))
    }
  }
}
