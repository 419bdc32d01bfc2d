import SCSIWire
import Testing

struct PersistentReserveOutTests {
  static let key = ReservationKey(0x0102_0304_0506_0708)
  static let other = ReservationKey(0x1112_1314_1516_1718)
  static let keys: [UInt8] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
  ]

  /// The TransportID of N_Port 2100001B328A0A01h.
  static let port: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0x1B, 0x32, 0x8A, 0x0A, 0x01, 0, 0, 0, 0, 0, 0, 0, 0]

  /// A service action with two keys, its CDB (FIG. 4A) and its parameter list (FIG. 4B) after the keys.
  static let vectors: [(PersistentReserveOut, cdb: [UInt8], listEnd: [UInt8])] = [
    (
      request(.register, activatePersistThroughPowerLoss: true),
      [0x5F, 0x00, 0x00, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0x01, 0, 0, 0]
    ),
    (
      request(.reserve, type: .writeExclusive),
      [0x5F, 0x01, 0x01, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      request(.release, type: .exclusiveAccess),
      [0x5F, 0x02, 0x03, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      request(.clear),
      [0x5F, 0x03, 0x00, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      request(.preempt, type: .exclusiveAccessAllRegistrants),
      [0x5F, 0x04, 0x08, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      request(.preemptAndAbort, type: .writeExclusiveRegistrantsOnly),
      [0x5F, 0x05, 0x05, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      request(.registerAndIgnoreExistingKey, allTargetPorts: true),
      [0x5F, 0x06, 0x00, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0x04, 0, 0, 0]
    ),
    (
      request(.registerAndMove, activatePersistThroughPowerLoss: true, unregister: true, relativeTargetPort: 0x0203),
      [0x5F, 0x07, 0x00, 0, 0, 0, 0, 0, 0x30, 0], [0, 0x03, 0x02, 0x03, 0, 0, 0, 24] + PersistentReserveOutTests.port
    ),
    (
      request(.replaceLostReservation, type: .writeExclusiveAllRegistrants, activatePersistThroughPowerLoss: true),
      [0x5F, 0x08, 0x07, 0, 0, 0, 0, 0, 0x18, 0], [0, 0, 0, 0, 0x01, 0, 0, 0]
    ),
    // SPC-2: scope ELEMENT (2h) with the element's address.
    (
      request(.reserve, type: .exclusiveAccessRegistrantsOnly, scope: 2, scopeSpecificAddress: 0x0000_1234),
      [0x5F, 0x01, 0x26, 0, 0, 0, 0, 0, 0x18, 0], [0x00, 0x00, 0x12, 0x34, 0, 0, 0, 0]
    ),
    // SPEC_I_PT: the length of the TransportIDs follows, and they.
    (
      request(.register, specifyInitiatorPorts: true),
      [0x5F, 0x00, 0x00, 0, 0, 0, 0, 0, 0x34, 0],
      [0, 0, 0, 0, 0x08, 0, 0, 0, 0, 0, 0, 24] + PersistentReserveOutTests.port
    ),
  ]

  static func request(
    _ action: ReserveOutServiceAction, type: ReservationType? = nil, scope: UInt8 = 0, scopeSpecificAddress: UInt32 = 0,
    activatePersistThroughPowerLoss: Bool = false, allTargetPorts: Bool = false, specifyInitiatorPorts: Bool = false,
    unregister: Bool = false, relativeTargetPort: UInt16 = 0
  ) -> PersistentReserveOut {
    PersistentReserveOut(
      action, reservationKey: key, serviceActionReservationKey: other, type: type, scope: scope,
      scopeSpecificAddress: scopeSpecificAddress, activatePersistThroughPowerLoss: activatePersistThroughPowerLoss,
      allTargetPorts: allTargetPorts, specifyInitiatorPorts: specifyInitiatorPorts, unregister: unregister,
      relativeTargetPort: relativeTargetPort)
  }

  @Test(arguments: vectors)
  func `a service action has the bytes of FIG 4A and 4B in both directions`(
    request: PersistentReserveOut, cdb: [UInt8], listEnd: [UInt8]
  ) throws {
    let command = Command.persistentReserveOut(request)
    let ids = listEnd.count > 8 ? [TransportID.fibreChannel(0x2100_001B_328A_0A01)] : []
    #expect(command.encodedCDB(transportIDs: ids) == cdb)
    #expect(command.encodedParameterList(transportIDs: ids) == Self.keys + listEnd)
    #expect(try Command.decode(cdb: cdb, parameterList: Self.keys + listEnd) == command)
    #expect(try request.transportIDs(inParameterList: Self.keys + listEnd) == ids)
  }

  @Test func `the vectors cover every service action`() {
    let covered = ReserveOutServiceAction.allCases.filter { action in Self.vectors.contains { $0.0.serviceAction == action } }
    #expect(covered == ReserveOutServiceAction.allCases)
  }

  @Test func `reserved scopes and types are left to the device server`() throws {
    let decoded = try Command.decode(cdb: [0x5F, 1, 0xF9, 0, 0, 0, 0, 0, 24, 0], parameterList: Self.keys + zeros(8))
    guard case .persistentReserveOut(let request) = decoded else {
      Issue.record("decoded as \(decoded)")
      return
    }
    #expect(request.scope == 0xF)
    #expect(request.type == 0x9)
  }

  @Test func `a list length other than 24 is 1Ah 00h without SPEC_I_PT`() {
    for length in UInt8.min...UInt8.max where length != 24 {
      let error = decodingError(cdb: cdb(listLength: length), parameterList: zeros(255))
      #expect(error?.sense == .parameterListLengthError, "length \(length)")
      #expect(error?.kind == .cdb, "length \(length)")
      #expect(error?.offset == 5, "length \(length)")
    }
  }

  @Test func `a list length beyond 16 bits counts with all its four bytes`() {
    let error = decodingError(cdb: [0x5F, 0, 0, 0, 0, 0x01, 0, 0, 24, 0], parameterList: zeros(24))
    #expect(error?.sense == .parameterListLengthError)
  }

  @Test func `fewer bytes than the list length are an error at their end`() {
    for length in 0..<24 {
      let error = decodingError(cdb: cdb(listLength: 24), parameterList: zeros(length))
      #expect(error?.kind == .parameterList)
      #expect(error?.offset == length)
      #expect(error?.sense == .parameterListLengthError)
    }
  }

  @Test func `TransportIDs must lie within the list`() throws {
    var list = Self.keys + [0, 0, 0, 0, 0x08, 0, 0, 0, 0, 0, 0, 24] + zeros(24)
    let decoded = try Command.decode(cdb: cdb(listLength: 52), parameterList: list)
    #expect(decoded == .persistentReserveOut(Self.request(.register, specifyInitiatorPorts: true)))
    list[27] = 25
    let error = decodingError(cdb: cdb(listLength: 52), parameterList: list)
    #expect(error?.sense == .parameterListLengthError)
    #expect(error?.offset == 24)
    for length in UInt8(24)..<28 {
      let short = decodingError(cdb: cdb(listLength: length), parameterList: list)
      #expect(short?.sense == .parameterListLengthError)
    }
  }

  @Test func `a reserved service action outranks a wrong list length`() {
    #expect(decodingError(cdb: [0x5F, 0x09, 0, 0, 0, 0, 0, 0, 23, 0])?.sense == .invalidFieldInCDB)
  }

  private func cdb(listLength: UInt8) -> [UInt8] { [0x5F, 0, 0, 0, 0, 0, 0, 0, listLength, 0] }
  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
