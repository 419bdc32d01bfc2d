import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

/// What an initiator learns of a command.
struct CommandResult {
  var status: UInt8
  var sense: Sense?
  var residual: Residual
  var data: [UInt8] = []
  /// Header of each Data-In, in order.
  var dataIn: [DataIn] = []
  /// Each R2T, in order.
  var requests: [ReadyToTransfer] = []

  var isGood: Bool { status == 0 }
}

extension Initiator {
  /// Sends a SCSI command PDU; returns its header.
  @discardableResult func begin(
    cdb: [UInt8], unit: Int = 0, expecting length: Int = 0, reads: Bool = false, writes: Bool = false, immediate: [UInt8] = [],
    isFinal: Bool = true, isImmediate: Bool = false, cmdSN number: SerialNumber? = nil
  ) -> SCSICommand {
    let header = SCSICommand.with {
      ($0.isFinal, $0.reads, $0.writes, $0.isImmediate) = (isFinal, reads, writes, isImmediate)
      $0.lun = UInt64(unit) << 48
      $0.initiatorTaskTag = taskTag()
      $0.expectedDataTransferLength = UInt32(length)
      $0.sequence.cmdSN = number ?? cmdSN
      $0.cdb = cdb
    }
    if !isImmediate && number == nil { cmdSN = cmdSN.advanced(by: 1) }
    send(.scsiCommand(header), data: immediate)
    return header
  }

  /// Sends one Data-Out PDU.
  func sendData(
    _ data: [UInt8], of task: UInt32, to request: ReadyToTransfer?, dataSN: Int, offset: Int, isFinal: Bool
  ) {
    let header = DataOut.with {
      ($0.isFinal, $0.initiatorTaskTag) = (isFinal, task)
      $0.targetTransferTag = request?.targetTransferTag ?? TaskTag.reserved
      $0.dataSN = SerialNumber(UInt32(dataSN))
      $0.bufferOffset = UInt32(offset)
    }
    send(.dataOut(header), data: data)
  }

  /// Sends a whole burst in PDUs of at most `length` bytes.
  func sendBurst(
    _ data: [UInt8], in range: Range<Int>, of task: UInt32, to request: ReadyToTransfer?, length: Int
  ) {
    for (dataSN, start) in stride(from: range.lowerBound, to: range.upperBound, by: length).enumerated() {
      let end = min(range.upperBound, start + length)
      sendData(
        Array(data[start..<end]), of: task, to: request, dataSN: dataSN, offset: start, isFinal: end == range.upperBound)
    }
  }

  /// A write that is under way up to its first R2T, which is left unanswered.
  func withhold(_ data: [UInt8], at address: UInt64, unit: Int = 0) throws -> (SCSICommand, ReadyToTransfer) {
    let header = begin(
      cdb: Command.write(LogicalBlocks(address: address, count: UInt32(data.count / Rig.blockLength))).encodedCDB(), unit: unit,
      expecting: data.count, writes: true)
    let pdu = try #require(try receive())
    guard case .readyToTransfer(let request) = pdu.header else { throw Unexpected(pdu: pdu) }
    withheld.append(header.initiatorTaskTag)
    return (header, request)
  }

  /// A whole command with its data; R2Ts are answered.
  func execute(_ command: Command, unit: Int = 0, read length: Int = 0, write data: [UInt8] = []) throws -> CommandResult {
    try execute(cdb: command.encodedCDB(), unit: unit, read: length, write: data)
  }

  func execute(cdb: [UInt8], unit: Int = 0, read length: Int = 0, write data: [UInt8] = []) throws -> CommandResult {
    let header = begin(
      cdb: cdb, unit: unit, expecting: data.isEmpty ? length : data.count, reads: length > 0, writes: !data.isEmpty)
    return try finish(header.initiatorTaskTag, write: data)
  }

  /// Takes in what the target sends for a command up to its status.
  func finish(_ task: UInt32, write data: [UInt8] = []) throws -> CommandResult {
    var result = CommandResult(status: 0xFF, residual: Residual())
    while true {
      let pdu = try #require(try receive(), "no answer")
      switch pdu.header {
      case .readyToTransfer(let request):
        result.requests.append(request)
        let start = Int(request.bufferOffset)
        sendBurst(
          data, in: start..<start + Int(request.desiredDataTransferLength), of: task, to: request,
          length: parameters.targetMaxRecvDataSegmentLength)
      case .dataIn(let header):
        #expect(header.initiatorTaskTag == task && Int(header.bufferOffset) == result.data.count)
        #expect(header.dataSN.rawValue == UInt32(result.dataIn.count))
        result.dataIn.append(header)
        result.data += pdu.data
        guard header.hasStatus else { continue }
        (result.status, result.residual) = (header.status, header.residual)
        return result
      case .scsiResponse(let header):
        #expect(header.initiatorTaskTag == task && header.response == 0)
        let count = result.dataIn.count + result.requests.count + (withheld.contains(task) ? 1 : 0)
        #expect(header.expDataSN.rawValue == UInt32(count))
        (result.status, result.residual) = (header.status, header.residual)
        let sense = SenseSegment.decode(pdu.data)
        if !sense.isEmpty { result.sense = try SenseData.decode(sense).sense }
        return result
      default: throw Unexpected(pdu: pdu)
      }
    }
  }

  func read(_ address: UInt64, _ count: UInt32 = 1, unit: Int = 0) throws -> [UInt8] {
    let result = try execute(
      .read(LogicalBlocks(address: address, count: count)), unit: unit, read: Int(count) * Rig.blockLength)
    #expect(result.isGood)
    return result.data
  }

  func write(_ data: [UInt8], at address: UInt64, unit: Int = 0) throws -> CommandResult {
    try execute(
      .write(LogicalBlocks(address: address, count: UInt32(data.count / Rig.blockLength))), unit: unit, write: data)
  }

  /// Sends a task management request; the response's result.
  func manage(
    _ function: TaskManagementCode, unit: Int = 0, task: UInt32 = TaskTag.reserved, isImmediate: Bool = true
  ) throws -> TaskManagementResult {
    let header = TaskManagementRequest.with {
      ($0.function, $0.isImmediate, $0.referencedTaskTag) = (function, isImmediate, task)
      $0.lun = UInt64(unit) << 48
      $0.initiatorTaskTag = taskTag()
      $0.sequence.cmdSN = cmdSN
    }
    if !isImmediate { cmdSN = cmdSN.advanced(by: 1) }
    send(.taskManagementRequest(header))
    let pdu = try #require(try receive())
    guard case .taskManagementResponse(let response) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(response.initiatorTaskTag == header.initiatorTaskTag)
    return response.result
  }
}

/// Bytes that tell blocks and offsets apart.
func pattern(_ count: Int, _ salt: Int = 0) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: ($0 / Rig.blockLength + 1) * 31 + $0 * 7 + salt * 101) }
}
