import BlockDevice
import ISCSIWire
import Reservations
import SCSIWire
import StorageModel

/// A SCSI command that the array knows.
struct LiveCommand {
  let tag: LiveArray.Tag
  let connection: ConnectionID
  let initiatorTaskTag: UInt32
  let unit: Int
  let port: Int
  let nexus: NexusID
  let command: Command
  /// User data or parameter list, when it is there.
  var dataOut: [UInt8] = []
  /// What it ends with instead, because its data did not arrive as it should.
  var failure: Completion?
  var dataIn: [UInt8] = []
  /// INFORMATION of the sense data.
  var information: UInt64?
  /// FIELD POINTER of the sense data.
  var fieldPointer: FieldPointer?
}

/// The logical units' payload: moves the bytes when the array says that a command takes effect.
struct DeviceServer {
  var disks: [LogicalDisk]
  /// Commands that the array knows, in the order of their submission.
  private(set) var commands: [LiveCommand] = []

  init(disks: [LogicalDisk]) { self.disks = disks }

  private func index(of tag: LiveArray.Tag) -> Int? { commands.firstIndex { $0.tag == tag } }

  mutating func submitted(_ command: LiveCommand) { commands.append(command) }

  func command(_ tag: LiveArray.Tag) -> LiveCommand? { index(of: tag).map { commands[$0] } }

  mutating func dataArrived(_ tag: LiveArray.Tag, _ data: [UInt8], failure: Completion?) {
    if let i = index(of: tag) { (commands[i].dataOut, commands[i].failure) = (data, failure) }
  }

  /// The command took effect, and ends with an error all the same.
  mutating func fail(_ tag: LiveArray.Tag, with failure: Completion) {
    if let i = index(of: tag) { commands[i].failure = failure }
  }

  /// The command is over.
  mutating func remove(_ tag: LiveArray.Tag) -> LiveCommand? { index(of: tag).map { commands.remove(at: $0) } }

  /// The command takes effect now.
  mutating func execute(_ tag: LiveArray.Tag, in array: inout LiveArray) {
    guard let i = index(of: tag) else { return }
    if let failure = commands[i].failure { return array.failed(tag, with: failure) }
    let (command, unit) = (commands[i].command, commands[i].unit)
    switch command {
    case .persistentReserveIn(let request):
      guard let data = array.reserveInData(request, unit: unit) else {
        return array.failed(tag, with: .checkCondition(.invalidFieldInCDB))
      }
      commands[i].dataIn = data
    // The array does these by itself.
    case .persistentReserveOut, .reserve, .release: break
    default:
      var pending = Sense.none
      if case .requestSense = command { pending = array.pendingSense(unit: unit, nexus: commands[i].nexus) }
      let outcome = disks[unit].execute(command, dataOut: commands[i].dataOut, port: commands[i].port, pending: pending)
      if outcome.unitAttention != nil {
        let control = disks[unit].modePages.control
        array.modeParametersChanged(unit: unit, by: commands[i].nexus, taskAbortedStatus: control.taskAbortedStatus)
      }
      if outcome.completion != .good { array.failed(tag, with: outcome.completion) }
      (commands[i].dataIn, commands[i].information) = (outcome.dataIn, outcome.information)
      commands[i].fieldPointer = outcome.fieldPointer
    }
  }
}
