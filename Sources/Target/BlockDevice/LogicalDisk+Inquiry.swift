import SCSIWire

extension LogicalDisk {
  /// Standard INQUIRY data, or a page of vital product data as seen through a target port.
  func inquire(page: UInt8?, allocationLength: Int, port: TargetPortIdentity) -> Outcome {
    switch page {
    case nil: .good(inquiryData.encoded(allocationLength: allocationLength))
    case SupportedPagesVPD.pageCode:
      .good(SupportedPagesVPD(Self.supportedPages).encoded(allocationLength: allocationLength))
    case UnitSerialNumberVPD.pageCode:
      .good(UnitSerialNumberVPD(identity.serialNumber).encoded(allocationLength: allocationLength))
    case DeviceIdentificationVPD.pageCode: .good(identification(port).encoded(allocationLength: allocationLength))
    case BlockLimitsVPD.pageCode: .good(blockLimits.encoded(allocationLength: allocationLength))
    case BlockDeviceCharacteristicsVPD.pageCode: .good(characteristics.encoded(allocationLength: allocationLength))
    case LogicalBlockProvisioningVPD.pageCode: .good(provisioning.encoded(allocationLength: allocationLength))
    default: Outcome(.checkCondition(.invalidFieldInCDB))
    }
  }

  private static let supportedPages = [
    SupportedPagesVPD.pageCode, UnitSerialNumberVPD.pageCode, DeviceIdentificationVPD.pageCode, BlockLimitsVPD.pageCode,
    BlockDeviceCharacteristicsVPD.pageCode, LogicalBlockProvisioningVPD.pageCode,
  ]

  private var identity: DiskIdentity { DiskIdentity(array: array, unit: unit) }

  private var inquiryData: InquiryData {
    var data = InquiryData()
    data.targetPortGroupSupport = 0b01  // implicit: states change, if at all, without being told to
    data.isMultiPort = array.ports.count > 1
    data.vendor = DiskIdentity.vendor
    data.product = DiskIdentity.product
    data.revision = DiskIdentity.revision
    data.versionDescriptors = [0x00A0, 0x0460, 0x04C0, 0x0960]  // SAM-5, SPC-4, SBC-3, iSCSI (SPC-4 table 146)
    return data
  }

  private func identification(_ port: TargetPortIdentity) -> DeviceIdentificationVPD {
    let iSCSI: UInt8 = 5
    return DeviceIdentificationVPD([
      Designator(.logicalUnit, .naa(identity.registeredName)),
      Designator(.logicalUnit, .t10(vendor: DiskIdentity.vendor, identifier: identity.vendorSpecificName)),
      Designator(.targetPort, .relativeTargetPort(port.relativeIdentifier), transport: iSCSI),
      Designator(.targetPort, .targetPortGroup(port.group), transport: iSCSI),
      Designator(.targetPort, .scsiName(port.name), transport: iSCSI),
    ])
  }

  private var blockLimits: BlockLimitsVPD {
    var page = BlockLimitsVPD()
    page.compareAndWriteLengthMax = UInt8(BlockLimits.compareAndWriteBlocksMax)
    page.transferLengthGranularity = 1 << physicalBlockExponent
    page.transferLengthMax = UInt32(transferBlocksMax)
    page.unmapBlockCountMax = UInt32(BlockLimits.unmapBlocksMax)
    page.unmapDescriptorCountMax = UInt32(BlockLimits.unmapDescriptorsMax)
    page.unmapGranularity = 1 << physicalBlockExponent
    return page
  }

  private var characteristics: BlockDeviceCharacteristicsVPD {
    var page = BlockDeviceCharacteristicsVPD()
    page.rotationRate = 1  // does not rotate
    return page
  }

  private var provisioning: LogicalBlockProvisioningVPD {
    var page = LogicalBlockProvisioningVPD()
    page.supportsUnmap = true
    page.supportsWriteSame16 = true
    page.supportsWriteSame10 = true
    page.readsZeros = true
    page.provisioningType = 2  // thin
    return page
  }
}
