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
    switch below(11) {
    case 0: return .testUnitReady
    case 1: return .requestSense(descriptorFormat: flag(), allocationLength: UInt8(number(bits: 8)))
    case 2: return .inquiry(page: flag() ? UInt8(number(bits: 8)) : nil, allocationLength: UInt16(number(bits: 16)))
    case 3: return .reportLuns(selectReport: UInt8(number(bits: 8)), allocationLength: UInt32(number(bits: 32)))
    case 4: return .readCapacity10
    case 5: return .readCapacity16(allocationLength: UInt32(number(bits: 32)))
    case 6: return .read(blocks())
    case 7: return .write(blocks())
    case 8: return .synchronizeCache(blocks())
    case 9:
      return .persistentReserveIn(
        PersistentReserveIn(flag() ? .readKeys : .readReservation, allocationLength: UInt16(number(bits: 16))))
    default: return .persistentReserveOut(persistentReserveOut())
    }
  }

  mutating func blocks() -> LogicalBlocks { LogicalBlocks(address: number(bits: 64), count: UInt32(number(bits: 32))) }

  mutating func persistentReserveOut() -> PersistentReserveOut {
    var request = PersistentReserveOut(
      ReserveOutServiceAction.allCases[below(7)], reservationKey: ReservationKey(next()),
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
