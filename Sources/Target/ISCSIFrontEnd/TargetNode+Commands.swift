import BlockDevice
import ISCSIWire
import SCSIWire
import StorageModel

/// From the SCSI command to the array, and from what the array says to the answer.
extension TargetNode {
  /// More than any legal parameter list has.
  private static let parameterListLengthMax = 1 << 16

  /// A command's turn has come. PERSISTENT RESERVE OUT cannot be decoded without its parameter list.
  mutating func begin(_ initiatorTaskTag: UInt32, on id: ConnectionID) {
    guard let task = sessions[id]?.connection.task(initiatorTaskTag) else { return }
    guard OperationCode(rawValue: task.header.cdb[0]) == .persistentReserveOut else { return submit(task, on: id) }
    guard task.writeLengthMax <= Self.parameterListLengthMax else {
      return refuse(task, .checkCondition(.parameterListLengthError), on: id)
    }
    perform(sessions[id]?.connection.want(task.writeLengthMax, of: initiatorTaskTag), on: id)
  }

  /// All data of a command is there.
  mutating func dataComplete(_ initiatorTaskTag: UInt32, on id: ConnectionID) {
    guard let task = sessions[id]?.connection.task(initiatorTaskTag) else { return }
    let failure = task.transfer.failure.map(Completion.checkCondition)
    guard let tag = task.tag else {
      if let failure { return refuse(task, failure, on: id) }
      return submit(task, dataOut: task.transfer.wanted, on: id)
    }
    server.dataArrived(tag, task.transfer.wanted, failure: failure)
    array.dataArrived(tag)
  }

  /// Decodes the command and hands it to the array. A parameter list is collected before, data for the media when the array
  /// wants it.
  private mutating func submit(_ task: ConnectionTask, dataOut: [UInt8]? = nil, on id: ConnectionID) {
    do throws(WireError) {
      let command = try Command.decode(cdb: task.header.cdb, parameterList: dataOut ?? [])
      guard let unit = unit(task.header.lun) else { return answerWithoutUnit(task, command, on: id) }
      let refusal = server.disks[unit].check(command, announced: task.header.writes ? task.writeLengthMax : nil)
      let length = server.disks[unit].dataOutLength(of: command)
      if dataOut == nil, refusal == nil, length > 0, !command.bringsDataToMedia {
        return perform(sessions[id]?.connection.want(length, of: task.initiatorTaskTag), on: id)
      }
      var transportIDs: [TransportID] = []
      if case .persistentReserveOut(let out) = command {
        transportIDs = try out.transportIDs(inParameterList: dataOut ?? [])
      }
      submit(command, transportIDs, dataOut ?? [], refusal: refusal, task, unit: unit, on: id)
    } catch {
      log.debug("connection \(id): \(error)")
      guard let unit = unit(task.header.lun) else { return refuse(task, .checkCondition(.logicalUnitNotSupported), on: id) }
      // What cannot be decoded is refused like what can: behind unit attentions, so that none is lost.
      submit(
        Self.standIn(for: task.header.cdb), [], [], refusal: .checkCondition(error.sense), fieldPointer: error.fieldPointer,
        task, unit: unit, on: id)
    }
  }

  /// A command that meets the same conditions as one that cannot be decoded.
  private static func standIn(for cdb: [UInt8]) -> Command {
    switch OperationCode(rawValue: cdb[0]) {
    case .inquiry: .inquiry(page: nil, allocationLength: 0)
    case .reportLuns: .reportLuns(selectReport: 0, allocationLength: 0)
    case .requestSense: .requestSense(descriptorFormat: false, allocationLength: 0)
    case .persistentReserveIn, .persistentReserveOut: .persistentReserveIn(.init(.readKeys, allocationLength: 0))
    default: .testUnitReady
    }
  }

  private mutating func submit(
    _ command: Command, _ transportIDs: [TransportID], _ dataOut: [UInt8], refusal: Completion?,
    fieldPointer: FieldPointer? = nil, _ task: ConnectionTask, unit: Int, on id: ConnectionID
  ) {
    guard let session = sessions[id], let nexus = session.nexus else { return }
    let tag = takeTag()
    sessions[id]?.connection.submitted(task.initiatorTaskTag, tag: tag)
    var live = LiveCommand(
      tag: tag, connection: id, initiatorTaskTag: task.initiatorTaskTag, unit: unit, port: session.connection.setting.port,
      nexus: nexus, command: command, dataOut: dataOut)
    live.fieldPointer = fieldPointer
    var submission = LiveArray.Submission(
      command, unit: unit, nexus: nexus, refusal: refusal, transportIDs: transportIDs)
    let length = server.disks[unit].dataOutLength(of: command)
    if command.bringsDataToMedia, task.transfer.hasAll(length) {
      live.dataOut = Array(task.transfer.bytes.prefix(length))
      submission.carriesData = true
    }
    server.submitted(live)
    array.submit(submission, tag: tag)
  }

  /// What only the array's own order matters for is handled here; `execute` was handled when it happened.
  mutating func handle(_ output: LiveArray.Output) {
    switch output {
    case .execute(let tag):
      // Before anybody can have seen the new table: it may take long until the command is answered, or its session may die.
      guard let command = server.command(tag), case .persistentReserveOut = command.command else { return }
      if !save(command.unit) { server.fail(tag, with: .checkCondition(.internalTargetFailure)) }
    case .transferReady(let tag):
      guard let command = server.command(tag), isAwaited(command) else { return }
      let length = server.disks[command.unit].dataOutLength(of: command.command)
      perform(sessions[command.connection]?.connection.want(length, of: command.initiatorTaskTag), on: command.connection)
    case .answer(let tag, let completion):
      guard let command = server.remove(tag), isAwaited(command) else { return }
      answer(command, completion)
    case .discarded(let tag):
      // What it resets is reset, whoever hears of it.
      if let place = managements.firstIndex(where: { $0.tag == tag }) {
        for unit in managements.remove(at: place).reset { server.disks[unit].reset() }
      }
      guard let command = server.remove(tag), isAwaited(command) else { return }
      sessions[command.connection]?.connection.forget(command.initiatorTaskTag)
    case .managed(let tag, let response): managed(tag, response)
    case .sessionsEnded(let port): sessionsEnded(port: port)
    }
  }

  /// The initiator still knows the command: after an abort it may use the task tag for another.
  private func isAwaited(_ command: LiveCommand) -> Bool {
    sessions[command.connection]?.connection.task(command.initiatorTaskTag)?.tag == command.tag
  }

  private mutating func answer(_ command: LiveCommand, _ completion: Completion) {
    let disk = server.disks[command.unit]
    var completion = completion
    if completion == .good, let failure = command.failure { completion = failure }
    // A unit attention that came first is not about the field.
    let pointer = completion.sense.key == Sense.invalidFieldInCDB.key ? command.fieldPointer : nil
    let sense =
      completion.status == .checkCondition
      ? disk.encodedSense(completion, information: command.information, fieldPointer: pointer) : []
    let answer = CommandAnswer(
      status: completion.status, sense: sense, dataIn: completion.status == .good ? command.dataIn : [],
      dataOutLength: disk.dataOutLength(of: command.command))
    perform(sessions[command.connection]?.connection.answer(command.initiatorTaskTag, answer), on: command.connection)
  }

  /// Answers a command that the array never saw.
  private mutating func refuse(_ task: ConnectionTask, _ completion: Completion, on id: ConnectionID) {
    let sense = unit(task.header.lun).map { server.disks[$0].encodedSense(completion) } ?? SenseData(completion.sense).encoded()
    let answer = CommandAnswer(status: completion.status, sense: sense)
    perform(sessions[id]?.connection.answer(task.initiatorTaskTag, answer), on: id)
  }

  /// Where there is no logical unit, three commands work all the same (SPC-4 6.6.2, 6.33, 6.39).
  private mutating func answerWithoutUnit(_ task: ConnectionTask, _ command: Command, on id: ConnectionID) {
    var answer = CommandAnswer(status: .good)
    switch command {
    case .inquiry(page: nil, let length):
      var inquiry = InquiryData()
      inquiry.peripheral = .absent
      answer.dataIn = inquiry.encoded(allocationLength: Int(length))
    case .reportLuns: answer.dataIn = server.disks[0].execute(command).dataIn
    case .requestSense(let descriptorFormat, let length):
      answer.dataIn = SenseData(.logicalUnitNotSupported)
        .encoded(descriptorFormat ? .descriptor : .fixed, allocationLength: Int(length))
    default: return refuse(task, .checkCondition(.logicalUnitNotSupported), on: id)
    }
    perform(sessions[id]?.connection.answer(task.initiatorTaskTag, answer), on: id)
  }

  /// The index of the logical unit that a LUN field addresses; nil where there is none.
  func unit(_ lun: UInt64) -> Int? {
    guard let unit = LogicalUnitNumber(wire: lun).map({ Int($0.number) }), unit < server.disks.count else { return nil }
    return unit
  }
}

extension Sense {
  static let logicalUnitNotSupported = illegalRequest(0x25, 0x00)
  /// HARDWARE ERROR, INTERNAL TARGET FAILURE.
  static let internalTargetFailure = Sense(key: 0x4, code: 0x44, qualifier: 0x00)
}

extension Command {
  /// The array asks for the data itself, when the command was enabled.
  fileprivate var bringsDataToMedia: Bool {
    switch self {
    case .write, .writeAndVerify, .compareAndWrite, .orWrite, .writeSame: true
    default: false
    }
  }
}
