import ConsistencyOracle
import ISCSIWire
import SCSIWire
import StorageModel

/// What comes from hosts.
extension PacketCaptureTranslator {
  mutating func command(_ command: Command, _ version: Version?, _ frame: ExchangeFrame) {
    var task = newTask(frame, cmdSN: sessions[frame.nexus].takeCmdSN())
    task.command = command
    task.version = version
    let parameterList = command.encodedParameterList()
    task.length = parameterList.isEmpty ? command.transferLength : parameterList.count
    let isWrite = command.writesMedia
    let unasked = isWrite ? (isImmediate ? Self.payload(version, task.length) : []) : parameterList
    let immediate = unasked.prefix(Self.dataSegmentLengthMax)

    var header = SCSICommand()
    header.writes = isWrite || !parameterList.isEmpty
    header.reads = !header.writes && task.length > 0
    header.isFinal = immediate.count == unasked.count
    header.attribute = .simple
    header.lun = task.lun
    header.initiatorTaskTag = task.taskTag
    header.expectedDataTransferLength = UInt32(clamping: task.length)
    header.sequence = RequestSequence(cmdSN: task.cmdSN, expStatSN: sessions[frame.nexus].expStatSN)
    let cdb = command.encodedCDB()
    header.cdb.replaceSubrange(0..<cdb.count, with: cdb)
    append(.scsiCommand(header), data: Array(immediate), .toTarget, frame)
    task.received = unasked.count
    if !header.isFinal { sendDataOut(task, unasked, from: immediate.count, frame) }
    tasks[frame.exchange] = task
  }

  /// All data of a write, in one sequence.
  mutating func dataOut(_ frame: ExchangeFrame) {
    var task = task(frame)
    sendDataOut(task, Self.payload(task.version, task.length), from: 0, frame)
    task.received = task.length
    tasks[frame.exchange] = task
  }

  private mutating func sendDataOut(_ task: Task, _ data: [UInt8], from first: Int, _ frame: ExchangeFrame) {
    for (index, offset) in stride(from: first, to: data.count, by: Self.dataSegmentLengthMax).enumerated() {
      let piece = data[offset..<min(offset + Self.dataSegmentLengthMax, data.count)]
      var header = DataOut()
      header.isFinal = piece.endIndex == data.count
      header.lun = task.lun
      header.initiatorTaskTag = task.taskTag
      header.targetTransferTag = task.transferTag
      header.expStatSN = sessions[frame.nexus].expStatSN
      header.dataSN = SerialNumber(UInt32(index))
      header.bufferOffset = UInt32(clamping: offset)
      append(.dataOut(header), data: Array(piece), .toTarget, frame)
    }
  }

  /// The version repeated: host and incarnation in four bytes each, its number in eight. Zeros where nobody judges the run, and
  /// where none of its writes has been. A block is a whole number of words, so a read of part of a write shows the same words.
  static func payload(_ version: Version?, _ length: Int) -> [UInt8] {
    guard let version else { return [UInt8](repeating: 0, count: length) }
    var word: [UInt8] = []
    word.append(bigEndian: version.host)
    word.append(bigEndian: version.incarnation)
    word.append(bigEndian: version.sequence)
    return (0..<length).map { word[$0 % word.count] }
  }

  mutating func taskManagement(_ function: TaskManagementFunction, _ referenced: UInt64?, _ frame: ExchangeFrame) {
    var header = TaskManagementRequest()
    if let referenced {
      // A command that never arrived has a number all the same: the gap in CmdSN is where it was lost.
      let lost = tasks[referenced] ?? newTask(frame, cmdSN: sessions[frame.nexus].takeCmdSN())
      tasks[referenced] = lost
      header.referencedTaskTag = lost.taskTag
      header.refCmdSN = lost.cmdSN
    }
    header.isImmediate = true
    header.sequence = sessions[frame.nexus].immediate
    let task = newTask(frame, cmdSN: header.sequence.cmdSN)
    tasks[frame.exchange] = task
    header.function = TaskManagementCode(function)
    header.lun = task.lun
    header.initiatorTaskTag = task.taskTag
    append(.taskManagementRequest(header), .toTarget, frame)
  }
}

extension TaskManagementCode {
  fileprivate init(_ function: TaskManagementFunction) {
    self =
      switch function {
      case .abortTask: .abortTask
      case .abortTaskSet: .abortTaskSet
      case .clearTaskSet: .clearTaskSet
      case .logicalUnitReset: .logicalUnitReset
      case .targetReset: .targetWarmReset
      }
  }
}

/// Of the commands that hosts of the model send.
extension Command {
  var writesMedia: Bool {
    if case .write = self { true } else { false }
  }

  /// Bytes of user data or parameter data; besides a parameter list.
  fileprivate var transferLength: Int {
    switch self {
    case .read(let blocks), .write(let blocks): Int(blocks.count) * Int(Plan.blockBytes)
    case .persistentReserveIn(let request): Int(request.allocationLength)
    default: 0
    }
  }
}
