import ISCSIWire
import SCSIWire

/// SCSI commands: their data on the way in, their answer on the way out.
extension Connection {
  func task(_ initiatorTaskTag: UInt32) -> ConnectionTask? {
    tasks.first { $0.initiatorTaskTag == initiatorTaskTag }
  }

  private func index(of initiatorTaskTag: UInt32) -> Int? {
    tasks.firstIndex { $0.initiatorTaskTag == initiatorTaskTag }
  }

  /// The command with this tag is under way at the array.
  mutating func submitted(_ initiatorTaskTag: UInt32, tag: UInt64) {
    if let i = index(of: initiatorTaskTag) { tasks[i].tag = tag }
  }

  /// A SCSI command arrived, perhaps ahead of its turn: its data is taken in from now on.
  mutating func began(_ header: SCSICommand, immediate: [UInt8]) throws(ProtocolViolation) {
    guard index(of: header.initiatorTaskTag) == nil, header.initiatorTaskTag != TaskTag.reserved else {
      throw ProtocolViolation("initiator task tag \(header.initiatorTaskTag) is in use", reject: .taskInProgress)
    }
    tasks.append(ConnectionTask(header, immediate: immediate, parameters))
  }

  /// The command's turn has come, unless it was aborted before.
  mutating func delivered(_ header: SCSICommand) -> [ConnectionAction] {
    guard let i = tasks.firstIndex(where: { $0.header == header && !$0.isDelivered }) else {
      window.commandFinished()
      return []
    }
    tasks[i].isDelivered = true
    return [.command(initiatorTaskTag: header.initiatorTaskTag)]
  }

  /// The command wants `length` bytes, as far as the initiator has them. `.dataComplete` follows, at once if nothing is missing.
  mutating func want(_ length: Int, of initiatorTaskTag: UInt32) -> [ConnectionAction] {
    guard let i = index(of: initiatorTaskTag) else { return [] }
    tasks[i].transfer.want(length)
    return goOn(i)
  }

  mutating func received(_ header: DataOut, _ data: [UInt8]) throws(ProtocolViolation) -> [ConnectionAction] {
    // Data may be under way for a command that was aborted or refused meanwhile: it is dropped.
    guard let i = index(of: header.initiatorTaskTag), tasks[i].transfer.failure == nil else { return [] }
    try tasks[i].transfer.received(
      transferTag: header.targetTransferTag == TaskTag.reserved ? nil : header.targetTransferTag,
      dataSN: header.dataSN.rawValue, offset: Int(header.bufferOffset), isFinal: header.isFinal, data: data)
    return header.isFinal || tasks[i].transfer.failure != nil ? goOn(i) : []
  }

  /// Asks for what is missing, one R2T at a time (MaxOutstandingR2T is 1).
  private mutating func goOn(_ i: Int) -> [ConnectionAction] {
    let tag = nextTransferTag()
    let task = tasks[i]
    if let request = tasks[i].transfer.nextRequest(transferTag: tag) {
      tasks[i].requestCount += 1
      return [
        .send(
          PDU(
            .readyToTransfer(
              .with {
                $0.lun = task.header.lun
                $0.initiatorTaskTag = task.initiatorTaskTag
                $0.targetTransferTag = tag
                $0.sequence = sequence
                $0.r2tSN = SerialNumber(request.sequence)
                $0.bufferOffset = UInt32(request.offset)
                $0.desiredDataTransferLength = UInt32(request.length)
              })))
      ]
    }
    return task.transfer.isComplete ? [.dataComplete(initiatorTaskTag: task.initiatorTaskTag)] : []
  }

  /// The command is over without an answer.
  mutating func forget(_ initiatorTaskTag: UInt32) {
    guard let i = index(of: initiatorTaskTag) else { return }
    let task = tasks.remove(at: i)
    if task.isDelivered && !task.header.isImmediate { window.commandFinished() }
  }
}

/// How a command ended, for the initiator.
struct CommandAnswer {
  var status: Status
  /// Encoded sense data; empty with a status that has none.
  var sense: [UInt8] = []
  var dataIn: [UInt8] = []
  /// Bytes of data-out that the command needed.
  var dataOutLength = 0
}

extension Connection {
  /// Sends data-in and status; the command is forgotten.
  mutating func answer(_ initiatorTaskTag: UInt32, _ answer: CommandAnswer) -> [ConnectionAction] {
    guard let task = task(initiatorTaskTag) else { return [] }
    forget(initiatorTaskTag)
    let residual = task.residual(of: answer)
    let data = answer.dataIn.prefix(task.readLengthMax)
    // A status other than GOOD brings sense data, which only a SCSI Response can carry (RFC 7143 11.7.2).
    let isPhaseCollapsed = !data.isEmpty && answer.status == .good
    var pdus = dataIn(data, of: task)
    if isPhaseCollapsed, case .dataIn(var last)? = pdus.last?.header {
      last.hasStatus = true
      last.status = answer.status.rawValue
      last.residual = residual
      last.sequence = statusSequence()
      pdus[pdus.count - 1].header = .dataIn(last)
    } else {
      let response = SCSIResponse.with {
        $0.residual = residual
        $0.status = answer.status.rawValue
        $0.initiatorTaskTag = initiatorTaskTag
        $0.sequence = statusSequence()
        $0.expDataSN = SerialNumber(UInt32(pdus.count + task.requestCount))
      }
      pdus.append(
        PDU(.scsiResponse(response), data: answer.sense.isEmpty ? [] : SenseSegment.encode(answer.sense)))
    }
    return pdus.map(ConnectionAction.send)
  }

  /// Data-in cut to what the initiator takes in one PDU; the last of each burst is final.
  private func dataIn(_ data: ArraySlice<UInt8>, of task: ConnectionTask) -> [PDU] {
    var pdus: [PDU] = []
    var offset = 0
    while offset < data.count {
      let burstEnd = min(data.count, (offset / parameters.maxBurstLength + 1) * parameters.maxBurstLength)
      let end = min(burstEnd, offset + parameters.initiatorMaxRecvDataSegmentLength)
      let header = DataIn.with {
        $0.isFinal = end == burstEnd
        $0.initiatorTaskTag = task.initiatorTaskTag
        $0.sequence = ResponseSequence(expCmdSN: window.expected, maxCmdSN: window.maximum)
        $0.dataSN = SerialNumber(UInt32(pdus.count))
        $0.bufferOffset = UInt32(offset)
      }
      pdus.append(PDU(.dataIn(header), data: Array(data[data.startIndex + offset..<data.startIndex + end])))
      offset = end
    }
    return pdus
  }
}

extension ConnectionTask {
  /// What the initiator's expectation differs by from what the command moved, or needed to move (RFC 7143 11.4.5).
  fileprivate func residual(of answer: CommandAnswer) -> Residual {
    let expected = Int(header.expectedDataTransferLength)
    guard answer.dataOutLength <= expected else { return Residual(expected: expected, actual: answer.dataOutLength) }
    if answer.dataOutLength > 0 || header.writes {
      return Residual(expected: expected, actual: answer.status == .good ? answer.dataOutLength : transfer.wanted.count)
    }
    return Residual(expected: expected, actual: answer.dataIn.count)
  }
}
