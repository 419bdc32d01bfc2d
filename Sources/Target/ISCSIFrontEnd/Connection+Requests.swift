import ISCSIWire

/// What becomes of each PDU in the full feature phase.
extension Connection {
  /// A PDU arrived.
  mutating func received(_ pdu: PDU) -> [ConnectionAction] {
    do throws(ProtocolViolation) {
      switch phase {
      case .login: return try receivedDuringLogin(pdu)
      case .fullFeature: return try receivedInOrder(pdu)
      case .over: return []
      }
    } catch {
      return failed(error, header: pdu.encodedHeader)
    }
  }

  /// Bytes arrived that are no PDU.
  mutating func received(malformed error: ISCSIWireError) -> [ConnectionAction] {
    // Before the login is over there is no StatSN that a Reject could go by: the connection just ends.
    guard isFullFeature, case .reject(let reason) = error.consequence else {
      return failed(ProtocolViolation(error.description), header: [])
    }
    return failed(ProtocolViolation(error.description, reject: reason), header: error.header)
  }

  /// Says why, if there is a way to, and ends: at error recovery level 0 a session that lost its footing is not picked up again.
  private mutating func failed(_ violation: ProtocolViolation, header: [UInt8]) -> [ConnectionAction] {
    var actions: [ConnectionAction] = []
    if isFullFeature, let reason = violation.reject {
      let reject = Reject.with {
        $0.reason = reason
        $0.sequence = statusSequence()
      }
      actions.append(.send(PDU(.reject(reject), data: header)))
    }
    phase = .over
    return actions + [.fail(violation)]
  }

  // MARK: Order

  /// Data-Out has no CmdSN; everything else waits for its turn.
  private mutating func receivedInOrder(_ pdu: PDU) throws(ProtocolViolation) -> [ConnectionAction] {
    if case .dataOut(let header) = pdu.header { return try received(header, pdu.data) }
    guard let order = pdu.header.order else {
      throw ProtocolViolation("\(pdu.header.opcode.name) in the full feature phase", reject: .protocolError)
    }
    guard !order.isImmediate else {
      try begin(pdu)
      return try deliver(pdu)
    }
    switch window.receive(pdu, cmdSN: order.cmdSN) {
    case .ignored: return []
    case .early:
      try begin(pdu)
      return []
    case .ready: try begin(pdu)
    }
    var actions: [ConnectionAction] = []
    while isFullFeature, let next = window.nextInOrder() { actions += try deliver(next) }
    return actions
  }

  /// A command's data may follow before its turn has come.
  private mutating func begin(_ pdu: PDU) throws(ProtocolViolation) {
    guard case .scsiCommand(let header) = pdu.header else { return }
    guard parameters.sessionType == .normal else {
      throw ProtocolViolation("SCSI command in a discovery session", reject: .protocolError)
    }
    guard tasks.count < 2 * setting.queueDepth else {
      throw ProtocolViolation("too many immediate commands", reject: .immediateCommandReject)
    }
    try began(header, immediate: pdu.data)
  }

  private mutating func deliver(_ pdu: PDU) throws(ProtocolViolation) -> [ConnectionAction] {
    if case .scsiCommand(let header) = pdu.header { return delivered(header) }
    if pdu.header.order?.isImmediate == false { window.commandFinished() }
    switch pdu.header {
    case .nopOut(let header): return try received(header, pdu.data)
    case .textRequest(let header): return try received(header, pdu.data)
    case .logoutRequest(let header): return received(header)
    case .taskManagementRequest(let header):
      guard parameters.sessionType == .normal, managementCount < setting.queueDepth else {
        throw ProtocolViolation("task management in a discovery session, or too much", reject: .immediateCommandReject)
      }
      managementCount += 1
      return [.manage(header)]
    default: return []
    }
  }

  // MARK: What needs no array

  private mutating func received(_ header: NOPOut, _ data: [UInt8]) throws(ProtocolViolation) -> [ConnectionAction] {
    if header.targetTransferTag != TaskTag.reserved { isPinged = false }
    guard header.initiatorTaskTag != TaskTag.reserved else {
      guard header.isImmediate else {
        throw ProtocolViolation("NOP-Out without a task tag that is not immediate", reject: .protocolError)
      }
      return []
    }
    let answer = NOPIn.with {
      $0.lun = header.lun
      $0.initiatorTaskTag = header.initiatorTaskTag
      $0.sequence = statusSequence()
    }
    return [.send(PDU(.nopIn(answer), data: Array(data.prefix(parameters.initiatorMaxRecvDataSegmentLength))))]
  }

  /// A NOP-In that asks whether the initiator is still there.
  mutating func ping() -> [ConnectionAction] {
    isPinged = true
    let tag = nextTransferTag()
    return [
      .send(
        PDU(
          .nopIn(
            .with {
              $0.targetTransferTag = tag
              $0.sequence = sequence
            })))
    ]
  }

  /// The answer to a task management request.
  mutating func managed(_ initiatorTaskTag: UInt32, _ result: TaskManagementResult) -> [ConnectionAction] {
    managementCount -= 1
    let response = TaskManagementResponse.with {
      $0.result = result
      $0.initiatorTaskTag = initiatorTaskTag
      $0.sequence = statusSequence()
    }
    return [.send(PDU(.taskManagementResponse(response)))]
  }

  private mutating func received(_ header: LogoutRequest) -> [ConnectionAction] {
    let result: LogoutResult =
      switch header.reason {
      case .closeSession: .closed
      case .closeConnection: header.connectionID == parameters.connectionID ? .closed : .connectionNotFound
      default: .recoveryNotSupported
      }
    let response = LogoutResponse.with {
      $0.result = result
      $0.initiatorTaskTag = header.initiatorTaskTag
      $0.sequence = statusSequence()
    }
    guard result == .closed else { return [.send(PDU(.logoutResponse(response)))] }
    phase = .over
    return [.send(PDU(.logoutResponse(response))), .loggedOut]
  }

  /// The target goes away: the initiator is told that it need not come back to this session.
  mutating func stopped() -> [ConnectionAction] {
    guard isFullFeature else { return [] }
    let message = AsynchronousMessage.with {
      $0.sequence = statusSequence()
      $0.event = .sessionDropped
    }
    phase = .over
    return [.send(PDU(.asynchronousMessage(message)))]
  }
}

extension BasicHeader {
  /// The CmdSN of a request that has one. An immediate request carries the next one without using it up.
  fileprivate var order: (cmdSN: SerialNumber, isImmediate: Bool)? {
    switch self {
    case .scsiCommand(let header): (header.sequence.cmdSN, header.isImmediate)
    case .taskManagementRequest(let header): (header.sequence.cmdSN, header.isImmediate)
    case .textRequest(let header): (header.sequence.cmdSN, header.isImmediate)
    case .logoutRequest(let header): (header.sequence.cmdSN, header.isImmediate)
    case .nopOut(let header): (header.sequence.cmdSN, header.isImmediate)
    default: nil
    }
  }
}
