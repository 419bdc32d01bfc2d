import ConsistencyOracle
import ISCSIWire
import SCSIWire
import StorageModel

/// What target ports send.
extension PacketCaptureTranslator {
  mutating func transferReady(_ frame: ExchangeFrame) {
    var task = task(frame)
    task.transferTag = sessions[frame.nexus].takeTransferTag()
    task.answered += 1
    var header = ReadyToTransfer()
    header.lun = task.lun
    header.initiatorTaskTag = task.taskTag
    header.targetTransferTag = task.transferTag
    header.sequence = sessions[frame.nexus].unnumbered
    header.desiredDataTransferLength = UInt32(clamping: task.length)
    append(.readyToTransfer(header), .toInitiator, frame)
    tasks[frame.exchange] = task
  }

  mutating func response(
    _ completion: Completion, _ parameterData: [UInt8], _ blocks: [Version?], _ frame: ExchangeFrame
  ) {
    var task = task(frame)
    var moved = task.received
    if completion == .good, let data = task.dataIn(parameterData, blocks) {
      moved = data.count
      sendDataIn(&task, data, frame)
    }
    var header = SCSIResponse()
    header.residual = Residual(expected: task.length, actual: moved)
    header.status = completion.status.rawValue
    header.initiatorTaskTag = task.taskTag
    header.sequence = sessions[frame.nexus].status()
    header.expDataSN = SerialNumber(UInt32(task.answered))
    let sense = completion.sense == .none ? [] : SenseSegment.encode(SenseData(completion.sense).encoded())
    append(.scsiResponse(header), data: sense, .toInitiator, frame)
    tasks[frame.exchange] = task
  }

  /// The status follows in a response of its own.
  private mutating func sendDataIn(_ task: inout Task, _ data: [UInt8], _ frame: ExchangeFrame) {
    for offset in stride(from: 0, to: data.count, by: Self.dataSegmentLengthMax) {
      let piece = data[offset..<min(offset + Self.dataSegmentLengthMax, data.count)]
      var header = DataIn()
      header.isFinal = piece.endIndex == data.count
      header.initiatorTaskTag = task.taskTag
      header.sequence = sessions[frame.nexus].withoutStatus
      header.dataSN = SerialNumber(UInt32(task.answered))
      header.bufferOffset = UInt32(clamping: offset)
      append(.dataIn(header), data: Array(piece), .toInitiator, frame)
      task.answered += 1
    }
  }

  mutating func functionResponse(_ response: FunctionResponse, _ frame: ExchangeFrame) {
    var header = TaskManagementResponse()
    header.result = TaskManagementResult(rawValue: response.rawValue)
    header.initiatorTaskTag = task(frame).taskTag
    header.sequence = sessions[frame.nexus].status()
    append(.taskManagementResponse(header), .toInitiator, frame)
  }
}

extension PacketCaptureTranslator.Task {
  /// What the command reads; nil if it does not.
  fileprivate func dataIn(_ parameterData: [UInt8], _ blocks: [Version?]) -> [UInt8]? {
    switch command {
    case .read:
      blocks.isEmpty
        ? PacketCaptureTranslator.payload(nil, length)
        : blocks.flatMap { PacketCaptureTranslator.payload($0, Int(Plan.blockBytes)) }
    case .persistentReserveIn: parameterData
    default: nil
    }
  }
}
