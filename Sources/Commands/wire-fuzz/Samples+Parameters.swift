import SCSIWire

/// Valid parameter lists and parameter data.
extension FuzzRandom {
  mutating func parameters() -> [UInt8] {
    let choice = below(ByteKind.allCases.count)
    return [UInt8(choice)] + parameters(ByteKind.allCases[choice])
  }

  private mutating func parameters(_ kind: ByteKind) -> [UInt8] {
    switch kind {
    case .cdb: return Array(command().dropFirst())
    case .sense:
      let sense = Sense(key: byte() & 0x0F, code: byte(), qualifier: byte())
      let pointer = flag() ? FieldPointer(isInCommand: flag(), byte: number()) : nil
      return SenseData(sense, information: flag() ? number() : nil, fieldPointer: pointer, isDeferred: flag())
        .encoded(pick(SenseFormat.allCases))
    case .parameterList:
      return Command.persistentReserveOut(PersistentReserveOut(.register, specifyInitiatorPorts: true))
        .encodedParameterList(transportIDs: list(5) { $0.transportID() })
    case .registerAndMoveList:
      return Command.persistentReserveOut(PersistentReserveOut(.registerAndMove))
        .encodedParameterList(transportIDs: [transportID()])
    case .transportID: return transportID().encoded()
    case .unmapList: return unmapList().encoded()
    case .readKeys: return ReadKeysData(generation: number(), items: list(6) { $0.key() }).encoded()
    case .readReservation:
      let items = list(3) { ReservationDescriptor(key: $0.key(), scope: $0.byte(), type: $0.byte()) }
      return ReadReservationData(generation: number(), items: items).encoded()
    case .reportCapabilities:
      var data = PersistentReservationCapabilities()
      data.types = flag() ? ReservationTypeSet(bits: number()) : nil
      return data.encoded()
    case .readFullStatus: return fullStatus().encoded()
    case .inquiry: return inquiryData().encoded()
    case .vitalProductData: return vitalProductData()
    case .readCapacity10: return ReadCapacity10Data(lastBlock: number(), blockLength: number()).encoded()
    case .readCapacity16: return bytes(32)
    case .reportLuns: return ReportLunsData(luns: list(6) { $0.number() }).encoded()
    case .modeParameters6: return modeParameters().encoded(.six)
    case .modeParameters10: return modeParameters().encoded(.ten)
    case .supportedOperationCodes, .supportedOperationCode: return operationCodes()
    case .targetPortGroups: return groups().encoded()
    case .lbaStatus:
      let runs = list(5) {
        LBAStatusDescriptor(address: $0.number(), count: $0.number(), status: $0.pick(LBAStatusDescriptor.Status.allCases))
      }
      return LBAStatusData(runs).encoded()
    }
  }

  mutating func unmapList() -> UnmapList {
    UnmapList(list(6) { LogicalBlocks(address: $0.number(), count: $0.number()) })
  }

  mutating func modeParameters() -> ModeParameters {
    var parameters = ModeParameters(isWriteProtected: chance(10), supportsCacheControl: chance(10))
    if chance(30) {
      parameters.blockDescriptor = ModeBlockDescriptor(blockCount: number(), blockLength: 512, isLong: flag())
    }
    parameters.pages = list(4) { random in
      var control = ControlPage()
      (control.taskAbortedStatus, control.descriptorSense, control.softwareWriteProtect) = (
        random.flag(), random.chance(30), random.chance(10)
      )
      (control.queueAlgorithmModifier, control.busyTimeoutPeriod) = (1, 0xFFFF)
      var caching = CachingPage()
      caching.writeCacheEnabled = random.flag()
      let other = ModePage(
        code: random.byte(), subpage: random.number(), body: random.bytes(random.below(random.chance(10) ? 400 : 20)))
      return random.pick([control.page, caching.page, InformationalExceptionsPage().page, other])
    }
    return parameters
  }

  private mutating func fullStatus() -> FullStatusData {
    let descriptors = list(4) { random in
      FullStatusDescriptor(
        key: random.key(), isAllTargetPorts: random.flag(), isHolder: random.flag(), scope: random.byte(),
        type: random.byte(), relativeTargetPort: random.number(), transportID: random.transportID())
    }
    return FullStatusData(generation: number(), descriptors: descriptors, omittedByteCount: flag() ? 0 : below(1000))
  }

  private mutating func inquiryData() -> InquiryData {
    var data = InquiryData()
    (data.vendor, data.product, data.revision) = (text(12), text(20), text(6))
    data.versionDescriptors = list(10) { $0.number() }
    return data
  }

  private mutating func vitalProductData() -> [UInt8] {
    switch below(6) {
    case 0: SupportedPagesVPD(bytes(below(9))).encoded()
    case 1: UnitSerialNumberVPD(text(20)).encoded()
    case 2: BlockLimitsVPD().encoded()
    case 3: BlockDeviceCharacteristicsVPD().encoded()
    case 4: LogicalBlockProvisioningVPD().encoded()
    default: DeviceIdentificationVPD(list(6) { $0.designator() }).encoded()
    }
  }

  private mutating func designator() -> Designator {
    let name: Designator.Name =
      switch below(7) {
      case 0: .t10(vendor: text(9), identifier: text(30))
      case 1: .eui(bytes(pick([8, 12, 16])))
      case 2: .naa(bytes(pick([8, 16])))
      case 3: .relativeTargetPort(number())
      case 4: .targetPortGroup(number())
      case 5: .scsiName(text(chance(10) ? 300 : 30))
      default: .other(codeSet: byte() & 0x0F, type: byte() & 0x0F, bytes: bytes(below(chance(10) ? 256 : 20)))
      }
    return Designator(pick(Designator.Association.allCases), name, transport: flag() ? nil : byte())
  }

  private mutating func groups() -> TargetPortGroupsData {
    let groups = list(4) { random in
      TargetPortGroup(identifier: random.number(), ports: random.list(5) { $0.number() })
    }
    return TargetPortGroupsData(groups, implicitTransitionTime: flag() ? nil : byte())
  }

  private mutating func operationCodes() -> [UInt8] {
    let command = pick(SupportedCommand.all)
    let request = SupportedOperationCodesRequest(
      pick(SupportedOperationCodesRequest.Option.allCases), operationCode: command.operationCode.rawValue,
      serviceAction: UInt16(command.serviceAction ?? 0), returnTimeouts: flag(), allocationLength: number())
    return (try? SupportedOperationCodes(list(8) { $0.pick(SupportedCommand.all) }).data(for: request)) ?? []
  }
}
