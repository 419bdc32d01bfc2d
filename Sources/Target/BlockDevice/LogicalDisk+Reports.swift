import SCSIWire

/// Commands that ask about the unit and the array but for INQUIRY and mode pages.
extension LogicalDisk {
  var readCapacity10: ReadCapacity10Data {
    ReadCapacity10Data(lastBlock: media.blockCount - 1, blockLength: UInt32(media.blockLength))
  }

  var readCapacity16: ReadCapacity16Data {
    var data = ReadCapacity16Data()
    data.lastBlock = media.blockCount - 1
    data.blockLength = UInt32(media.blockLength)
    data.physicalBlockExponent = physicalBlockExponent
    data.isProvisioningManaged = true
    data.readsZeros = true
    return data
  }

  func supportedOperationCodes(_ request: SupportedOperationCodesRequest) -> Outcome {
    do {
      return .good(try SupportedOperationCodes().data(for: request))
    } catch {
      return Outcome(error)
    }
  }
}

extension DiskArray {
  func reportLuns(select: UInt8, allocationLength: Int) -> Outcome {
    // Fewer than 16 bytes cannot hold one LUN (SPC-4 6.33).
    guard allocationLength >= 16 else { return Outcome(.checkCondition(.invalidFieldInCDB)) }
    switch select {
    // All logical units, without and with the well-known ones, of which there are none.
    case 0, 2: return .good(ReportLunsData(units).encoded(allocationLength: allocationLength))
    case 1: return .good(ReportLunsData(luns: []).encoded(allocationLength: allocationLength))
    default: return Outcome(.checkCondition(.invalidFieldInCDB))
    }
  }

  private var units: [LogicalUnitNumber] { (0..<unitCount).compactMap { LogicalUnitNumber($0) } }

  /// Groups in the order in which the ports first name them.
  func targetPortGroups(extendedHeader: Bool) -> TargetPortGroupsData {
    var groups: [TargetPortGroup] = []
    for port in ports {
      if let index = groups.firstIndex(where: { $0.identifier == port.group }) {
        groups[index].ports.append(port.relativeIdentifier)
      } else {
        groups.append(TargetPortGroup(identifier: port.group, ports: [port.relativeIdentifier]))
      }
    }
    return TargetPortGroupsData(groups, implicitTransitionTime: extendedHeader ? 0 : nil)
  }

  /// The answer at a logical unit number without a logical unit (SPC-4 4.5.1, SAM-5 5.11).
  public func answerWithoutUnit(_ command: Command) -> Outcome {
    switch command {
    case .inquiry(page: nil, let allocationLength):
      var data = InquiryData()
      data.peripheral = .absent
      return .good(data.encoded(allocationLength: Int(allocationLength)))
    case .reportLuns(let select, let allocationLength):
      return reportLuns(select: select, allocationLength: Int(allocationLength))
    case .requestSense(let descriptorFormat, let allocationLength):
      let data = SenseData(.logicalUnitNotSupported)
      return .good(data.encoded(descriptorFormat ? .descriptor : .fixed, allocationLength: Int(allocationLength)))
    case .inquiry: return Outcome(.checkCondition(.invalidFieldInCDB))
    default: return Outcome(.checkCondition(.logicalUnitNotSupported))
    }
  }
}
