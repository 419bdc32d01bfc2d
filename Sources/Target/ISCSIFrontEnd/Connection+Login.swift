import ISCSIWire

/// The login phase.
extension Connection {
  mutating func receivedDuringLogin(_ pdu: PDU) throws(ProtocolViolation) -> [ConnectionAction] {
    guard case .loginRequest(let request) = pdu.header, case .login(var negotiation) = phase else {
      throw ProtocolViolation("\(pdu.header.opcode.name) before the login is over")
    }
    // Login requests are immediate: the first command after them has this number.
    window = CommandWindow(expecting: request.sequence.cmdSN, capacity: setting.queueDepth)
    guard !setting.refusesLogin else {
      return refused(LoginResponse(refusing: request, with: .serviceUnavailable), "the array has evicted the port")
    }
    guard request.tsih == .new else {
      let refusal = LoginResponse(refusing: request, with: .sessionDoesNotExist)
      return refused(refusal, "session \(request.tsih.rawValue) cannot be joined: a session has one connection")
    }
    switch negotiation.receive(request, text: pdu.data) {
    case .answer(let response, let text):
      phase = .login(negotiation)
      return [.send(numbered(response, text))]
    case .refused(let response, let reason):
      return refused(response, reason)
    case .established(var response, let text, let parameters):
      response.tsih = setting.tsih
      self.parameters = parameters
      let last = numbered(response, text)
      phase = .fullFeature
      decoder.dataLengthMax = parameters.targetMaxRecvDataSegmentLength
      decoder.digests = parameters.digests
      return [.send(last), .loggedIn]
    }
  }

  private mutating func refused(_ response: LoginResponse, _ reason: String) -> [ConnectionAction] {
    phase = .over
    return [.send(numbered(response, [])), .fail(ProtocolViolation("login refused: \(reason)"))]
  }

  private mutating func numbered(_ response: LoginResponse, _ text: [UInt8]) -> PDU {
    var response = response
    response.sequence = statusSequence()
    return PDU(.loginResponse(response), data: text)
  }
}
