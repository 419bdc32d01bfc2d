import SCSIWire

/// A fixed-seed stream of words (SplitMix64) for property tests.
struct Words {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func flag() -> Bool { next() & 1 == 1 }

  /// Values of all magnitudes: as many short ones as long ones.
  mutating func number(bits: Int) -> UInt64 {
    let width = below(bits + 1)
    return width == 0 ? 0 : next() >> UInt64(64 - width)
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  mutating func command() -> Command {
    switch below(3) {
    case 0: blockCommand()
    case 1: controlCommand()
    default: reportCommand()
    }
  }

  mutating func blockCommand() -> Command {
    switch below(10) {
    case 0: .read(blocks())
    case 1: .write(blocks())
    case 2: .verify(blocks(hasFUA: false), byteCheck: ByteCheck.allCases[below(3)])
    case 3: .writeAndVerify(blocks(hasFUA: false), byteCheck: flag() ? .none : .all)
    case 4: .prefetch(blocks(hasDPO: false, hasFUA: false))
    case 5: .compareAndWrite(blocks(countBits: 8))
    case 6: .orWrite(blocks())
    case 7:
      .writeSame(WriteSame(blocks(hasDPO: false, hasFUA: false), anchor: flag(), unmap: flag(), noDataOut: flag()))
    case 8: .synchronizeCache(blocks(hasDPO: false, hasFUA: false))
    default: .unmap(anchor: flag(), parameterListLength: UInt16(number(bits: 16)))
    }
  }

  mutating func controlCommand() -> Command {
    switch below(9) {
    case 0: .testUnitReady
    case 1: .reserve
    case 2: .release
    case 3:
      .startStopUnit(
        StartStopUnit(
          start: flag(), loadEject: flag(), noFlush: flag(), powerCondition: UInt8(below(16)),
          powerConditionModifier: UInt8(below(16))))
    case 4: .preventAllowMediumRemoval(prevent: UInt8(below(4)))
    case 5: .modeSense(modeSense())
    case 6:
      .modeSelect(
        ModeSelect(
          ModeForm.allCases[below(2)], pageFormat: flag(), savePages: flag(),
          parameterListLength: UInt16(number(bits: 16))))
    default: .persistentReserveOut(persistentReserveOut())
    }
  }

  mutating func modeSense() -> ModeSense {
    ModeSense(
      ModeForm.allCases[below(2)], page: UInt8(below(64)), subpage: UInt8(number(bits: 8)),
      control: ModePageControl.allCases[below(4)], disableBlockDescriptors: flag(), longLBAAccepted: flag(),
      allocationLength: UInt16(number(bits: 16)))
  }

  mutating func reportCommand() -> Command {
    switch below(9) {
    case 0: .requestSense(descriptorFormat: flag(), allocationLength: UInt8(number(bits: 8)))
    case 1: .inquiry(page: flag() ? UInt8(number(bits: 8)) : nil, allocationLength: UInt16(number(bits: 16)))
    case 2: .reportLuns(selectReport: UInt8(number(bits: 8)), allocationLength: UInt32(number(bits: 32)))
    case 3: .readCapacity10
    case 4: .readCapacity16(allocationLength: UInt32(number(bits: 32)))
    case 5: .getLBAStatus(startingAddress: number(bits: 64), allocationLength: UInt32(number(bits: 32)))
    case 6: .reportTargetPortGroups(extendedHeader: flag(), allocationLength: UInt32(number(bits: 32)))
    case 7:
      .reportSupportedOperationCodes(
        SupportedOperationCodesRequest(
          SupportedOperationCodesRequest.Option.allCases[below(4)], operationCode: UInt8(below(256)),
          serviceAction: UInt16(number(bits: 16)), returnTimeouts: flag(), allocationLength: UInt32(number(bits: 32))))
    default:
      .persistentReserveIn(
        PersistentReserveIn(ReserveInServiceAction.allCases[below(4)], allocationLength: UInt16(number(bits: 16))))
    }
  }

  mutating func transportID() -> TransportID {
    switch below(3) {
    case 0: return .fibreChannel(next())
    case 1: return .sas(next())
    default:
      let name = "iqn." + String(decoding: (0..<below(220)).map { _ in UInt8(0x61 + below(26)) }, as: UTF8.self)
      return .iSCSI(name: name, isid: flag() ? number(bits: 48) : nil)
    }
  }

  mutating func blocks(countBits: Int = 32, hasDPO: Bool = true, hasFUA: Bool = true) -> LogicalBlocks {
    LogicalBlocks(
      address: number(bits: 64), count: UInt32(number(bits: countBits)), disablePageOut: hasDPO && flag(),
      forceUnitAccess: hasFUA && flag())
  }

  /// The service actions whose list is whole without a TransportID.
  private static let listActions = ReserveOutServiceAction.allCases.filter { $0 != .registerAndMove }

  mutating func persistentReserveOut() -> PersistentReserveOut {
    var request = PersistentReserveOut(
      Self.listActions[below(Self.listActions.count)], reservationKey: ReservationKey(next()),
      serviceActionReservationKey: ReservationKey(next()), scope: UInt8(below(16)),
      scopeSpecificAddress: UInt32(number(bits: 32)), activatePersistThroughPowerLoss: flag(), allTargetPorts: flag(),
      specifyInitiatorPorts: false)
    request.type = UInt8(below(16))
    return request
  }
}

/// The error that decoding ends with, or `nil` when it succeeds.
func wireError(_ decode: () throws(WireError) -> Void) -> WireError? {
  do {
    try decode()
    return nil
  } catch {
    return error
  }
}

func decodingError(cdb: [UInt8], parameterList: [UInt8] = []) -> WireError? {
  wireError { () throws(WireError) in _ = try Command.decode(cdb: cdb, parameterList: parameterList) }
}
