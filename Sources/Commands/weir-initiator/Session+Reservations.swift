extension Session {
  func reserveOut(
    _ action: ReserveOut, key: UInt64, actionKey: UInt64 = 0, type: ReservationType? = nil, persist: Bool = false
  ) throws -> Outcome {
    let list = ParameterList.reserveOut(key: key, actionKey: actionKey, persist: persist)
    return try perform(CDB.reserveOut(action, type: type, listLength: list.count), dataOut: list).outcome
  }

  /// Moves the reservation to another initiator port, which gets `actionKey`.
  func move(key: UInt64, actionKey: UInt64, to other: Session, targetPort: UInt16, unregister: Bool) throws -> Outcome {
    let list = ParameterList.move(
      key: key, actionKey: actionKey, unregister: unregister, targetPort: targetPort,
      destination: ParameterList.transportID(name: other.name, isid: other.isid))
    return try perform(CDB.reserveOut(.registerAndMove, type: nil, listLength: list.count), dataOut: list).outcome
  }

  /// READ KEYS: the generation and every registered key.
  func readKeys() throws -> (generation: UInt32, keys: [UInt64]) {
    let data = try perform(CDB.reserveIn(.readKeys), dataInLength: 4096).data
    guard data.count >= 8 else { throw InitiatorError("READ KEYS returned \(data.count) bytes") }
    let length = number(data[4..<8], as: Int.self)
    return (number(data[0..<4]), stride(from: 8, to: min(8 + length, data.count), by: 8).map { number(data[$0..<$0 + 8]) })
  }

  /// READ RESERVATION: key of the holder and type; nil if nobody holds one.
  func readReservation() throws -> (key: UInt64, type: ReservationType?)? {
    let data = try perform(CDB.reserveIn(.readReservation), dataInLength: 4096).data
    guard data.count >= 24 else { return nil }
    return (number(data[8..<16]), ReservationType(rawValue: data[21] & 0xF))
  }

  func read(block: UInt32) throws -> Reply { try perform(CDB.read10(block: block), dataInLength: 512) }

  func write(block: UInt32, _ byte: UInt8) throws -> Outcome {
    try perform(CDB.write10(block: block), dataOut: blockFull(of: byte)).outcome
  }

  func startWrite(block: UInt32, _ byte: UInt8) throws -> Exchange {
    try send(CDB.write10(block: block), dataOut: blockFull(of: byte))
  }

  func withholdWrite(block: UInt32, _ byte: UInt8) throws -> WithheldWrite {
    try sendWithholding(CDB.write10(block: block), dataOut: blockFull(of: byte))
  }

  /// Unit attentions in the order in which they are reported, until TEST UNIT READY is GOOD.
  func unitAttentions() throws -> [UInt16] {
    var codes: [UInt16] = []
    while case .checkCondition(key: 0x6, let code) = try perform(CDB.testUnitReady).outcome { codes.append(code) }
    return codes
  }
}

/// The data of a block of 512 bytes that names its writer.
func blockFull(of byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 512) }
