import SCSIWire
import Testing

/// The TransportIDs of REGISTER with SPEC_I_PT and of REGISTER AND MOVE (SPC-4 6.16.3, 6.16.4).
struct TransportIDListTests {
  private let ids: [TransportID] = [
    .fibreChannel(1), .iSCSI(name: "iqn.2026-11.org.example:a", isid: 0x0002_3D00_0001), .sas(2),
    .iSCSI(name: "iqn.2026-11.org.example:b", isid: nil),
  ]
  private let register = PersistentReserveOut(
    .register, serviceActionReservationKey: ReservationKey(7), specifyInitiatorPorts: true)
  private let move = PersistentReserveOut(
    .registerAndMove, reservationKey: ReservationKey(1), serviceActionReservationKey: ReservationKey(7), unregister: true,
    relativeTargetPort: 2)

  private func decoded(_ request: PersistentReserveOut, _ list: [UInt8]) -> WireError? {
    var cdb = Command.persistentReserveOut(request).encodedCDB()
    cdb.replaceSubrange(5..<9, with: [0, 0, UInt8(list.count >> 8), UInt8(list.count & 0xFF)])
    let error = decodingError(cdb: cdb, parameterList: list)
    // The device server may ask for the TransportIDs by themselves: they are judged alike.
    let alone = wireError { () throws(WireError) in _ = try request.transportIDs(inParameterList: list) }
    #expect(alone == error)
    return error
  }

  @Test func `a list of every transport survives, and its length is in the CDB`() throws {
    let list = register.encodedParameterList(transportIDs: ids)
    let cdb = Command.persistentReserveOut(register).encodedCDB(transportIDs: ids)
    #expect(Int(cdb[7]) << 8 | Int(cdb[8]) == list.count)
    #expect(list.count == 28 + 24 + 48 + 24 + 32)
    #expect(try Command.decode(cdb: cdb, parameterList: list) == .persistentReserveOut(register))
    #expect(try register.transportIDs(inParameterList: list) == ids)
    #expect(try register.transportIDs(inParameterList: register.encodedParameterList()) == [])
  }

  @Test func `REGISTER AND MOVE names exactly one port`() throws {
    for id in ids {
      let list = move.encodedParameterList(transportIDs: [id])
      let cdb = Command.persistentReserveOut(move).encodedCDB(transportIDs: [id])
      #expect(try Command.decode(cdb: cdb, parameterList: list) == .persistentReserveOut(move))
      #expect(try move.transportIDs(inParameterList: list) == [id])
    }
    #expect(decoded(move, move.encodedParameterList(transportIDs: Array(ids.prefix(2))))?.sense == .invalidFieldInParameterList)
    #expect(decoded(move, move.encodedParameterList())?.sense == .invalidFieldInParameterList)
  }

  @Test func `the length of REGISTER AND MOVE's TransportID is 24 or more and a multiple of four`() {
    let list = move.encodedParameterList(transportIDs: [.sas(1)]) + [0, 0, 0, 0]
    for length in UInt8(0)...28 where length != 24 {
      var wrong = list
      wrong[23] = length
      let error = decoded(move, wrong)
      #expect(error?.sense == .invalidFieldInParameterList, "length \(length)")
      #expect(error?.offset == 20, "length \(length)")
    }
    var beyond = list
    beyond[23] = 32
    #expect(decoded(move, beyond)?.sense == .parameterListLengthError)
  }

  @Test func `a list that truncates a TransportID is 1Ah 00h`() {
    let whole = register.encodedParameterList(transportIDs: [ids[1]])
    for length in 28..<whole.count {
      var list = Array(whole.prefix(length))
      #expect(decoded(register, list)?.sense == .parameterListLengthError, "announced more than \(length) bytes")
      list[27] = UInt8(length - 28)
      #expect(decoded(register, list)?.sense == (length == 28 ? nil : .parameterListLengthError), "cut at \(length)")
    }
  }

  @Test func `whether SPEC_I_PT fits the service action is left to the device server`() throws {
    for action in ReserveOutServiceAction.allCases where action != .register && action != .registerAndMove {
      let request = PersistentReserveOut(action, specifyInitiatorPorts: true)
      let cdb: [UInt8] = [0x5F, action.rawValue, 0, 0, 0, 0, 0, 0, 24, 0]
      let list = [UInt8](repeating: 0, count: 20) + [0x08, 0, 0, 0]
      #expect(try Command.decode(cdb: cdb, parameterList: list) == .persistentReserveOut(request))
      #expect(try request.transportIDs(inParameterList: list) == [])
    }
  }

  @Test func `random lists survive encoding and decoding`() throws {
    for seed in UInt64(0)..<1000 {
      var words = Words(seed: seed)
      let isMove = words.flag()
      var request = words.persistentReserveOut()
      request.serviceAction = isMove ? .registerAndMove : .register
      request.specifyInitiatorPorts = !isMove
      if isMove { (request.scopeSpecificAddress, request.allTargetPorts) = (0, false) }
      let ids = (0..<(isMove ? 1 : words.below(5))).map { _ in words.transportID() }
      let list = request.encodedParameterList(transportIDs: ids)
      let cdb = Command.persistentReserveOut(request).encodedCDB(transportIDs: ids)
      #expect(try Command.decode(cdb: cdb, parameterList: list) == .persistentReserveOut(request), "seed \(seed)")
      #expect(try request.transportIDs(inParameterList: list) == ids, "seed \(seed)")
    }
  }
}
