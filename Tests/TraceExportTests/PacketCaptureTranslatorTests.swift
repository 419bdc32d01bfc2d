import ConsistencyOracle
import EventEngine
import ISCSIWire
import SCSIWire
import Testing

@testable import StorageModel
@testable import TraceExport

/// Frames by hand, and the PDUs that must stand for them.
@Suite struct PacketCaptureTranslatorTests {
  private let version = Version(host: 1, incarnation: 2, sequence: 0x0304)
  /// What the version above looks like on the wire.
  private let word: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3, 4]

  private func translator(_ transfer: TransferMode = .readyToTransfer) throws -> PacketCaptureTranslator {
    var model = ModelConfiguration()
    model.hosts.count = 2
    model.array.transfer = transfer
    model.array.logicalUnits = 20_000
    return PacketCaptureTranslator(try Plan(model))
  }

  private func frame(_ exchange: UInt64, _ content: ExchangeFrame.Content, nexus: Int = 0, unit: Int = 0) -> ExchangeFrame {
    ExchangeFrame(instant: Instant(nanoseconds: 7), exchange: exchange, nexus: nexus, unit: unit, content: content)
  }

  private func write(_ blocks: UInt32) -> ExchangeFrame.Content {
    .command(.write(LogicalBlocks(address: 0, count: blocks)), version: version)
  }

  /// The PDUs of several frames without the logins.
  private func pdus(_ translator: inout PacketCaptureTranslator, _ frames: ExchangeFrame...) -> [PDU] {
    frames.flatMap { translator.packets(for: $0) }.map(\.pdu).filter {
      $0.header.opcode != .loginRequest && $0.header.opcode != .loginResponse
    }
  }

  private func unexpected(_ pdus: [PDU]) { Issue.record("the PDUs are \(pdus.map(\.header.opcode))") }

  @Test func eachSessionBeginsWithALoginAndItsFirstRequestTakesTheNextTag() throws {
    var translator = try translator()
    let first = translator.packets(for: frame(1, .command(.testUnitReady, version: nil)))
    #expect(first.map(\.pdu.header.opcode) == [.loginRequest, .loginResponse, .scsiCommand])
    #expect(first.map(\.direction) == [.toTarget, .toInitiator, .toTarget])
    #expect(first.allSatisfy { $0.instant == Instant(nanoseconds: 7) })
    guard case .loginRequest(let login) = first[0].pdu.header, case .scsiCommand(let command) = first[2].pdu.header else {
      return unexpected(first.map(\.pdu))
    }
    #expect(login.initiatorTaskTag == 1 && command.initiatorTaskTag == 2)
    // A login is immediate: it takes no CmdSN.
    #expect(login.sequence.cmdSN == command.sequence.cmdSN)
    #expect(translator.packets(for: frame(1, .response(.good, parameterData: []))).map(\.pdu.header.opcode) == [.scsiResponse])
    let second = translator.packets(for: frame(2, .command(.testUnitReady, version: nil), nexus: 1))
    #expect(second.map(\.pdu.header.opcode) == [.loginRequest, .loginResponse, .scsiCommand])
  }

  /// 129 blocks = 66,048 bytes = 65,536 + 512.
  @Test func dataThatWasAskedForRepeatsItsVersionAndComesInPieces() throws {
    var translator = try translator()
    let pdus = pdus(&translator, frame(1, write(129)), frame(1, .transferReady), frame(1, .data))
    #expect(pdus.map(\.header.opcode) == [.scsiCommand, .readyToTransfer, .dataOut, .dataOut])
    guard case .scsiCommand(let command) = pdus[0].header, case .readyToTransfer(let ready) = pdus[1].header,
      case .dataOut(let first) = pdus[2].header, case .dataOut(let last) = pdus[3].header
    else { return unexpected(pdus) }
    #expect(command.writes && !command.reads && command.isFinal && command.expectedDataTransferLength == 66_048)
    #expect(pdus[0].data.isEmpty)
    #expect(ready.desiredDataTransferLength == 66_048 && ready.bufferOffset == 0)
    #expect(first.targetTransferTag == ready.targetTransferTag && last.targetTransferTag == ready.targetTransferTag)
    #expect(!first.isFinal && last.isFinal)
    #expect(first.dataSN == 0 && last.dataSN == 1 && last.bufferOffset == 65_536)
    #expect(pdus[2].data.count == 65_536 && pdus[3].data.count == 512)
    #expect((pdus[2].data + pdus[3].data).enumerated().allSatisfy { $1 == word[$0 % 16] })
  }

  @Test func unaskedDataComesWithItsCommandAndWhatDoesNotFitThereAfterIt() throws {
    var translator = try translator(.immediate)
    let pdus = pdus(&translator, frame(1, write(129)), frame(2, write(128)))
    #expect(pdus.map(\.header.opcode) == [.scsiCommand, .dataOut, .scsiCommand])
    guard case .scsiCommand(let long) = pdus[0].header, case .dataOut(let rest) = pdus[1].header,
      case .scsiCommand(let short) = pdus[2].header
    else { return unexpected(pdus) }
    #expect(!long.isFinal && rest.isFinal && short.isFinal)
    #expect(rest.targetTransferTag == TaskTag.reserved && rest.initiatorTaskTag == long.initiatorTaskTag)
    #expect(rest.bufferOffset == 65_536 && rest.dataSN == 0)
    #expect(pdus.map(\.data.count) == [65_536, 512, 65_536])
  }

  @Test func aParameterListTravelsWithItsCommand() throws {
    var translator = try translator()
    let out = Command.persistentReserveOut(.init(.register, serviceActionReservationKey: ReservationKey(0xAB)))
    let pdus = pdus(&translator, frame(1, .command(out, version: nil)), frame(1, .response(.good, parameterData: [])))
    guard case .scsiCommand(let command) = pdus[0].header, case .scsiResponse(let response) = pdus[1].header else {
      return unexpected(pdus)
    }
    #expect(command.writes && command.isFinal && command.expectedDataTransferLength == 24)
    #expect(pdus[0].data == [UInt8](repeating: 0, count: 15) + [0xAB] + [UInt8](repeating: 0, count: 8))
    #expect(command.cdb.first == 0x5F)
    #expect(response.status == 0 && response.residual == Residual())
  }

  @Test func parameterDataIsShorterThanAllowedAndTheResponseSaysByHowMuch() throws {
    var translator = try translator()
    let request = Command.persistentReserveIn(.init(.readKeys, allocationLength: 100))
    let data = [UInt8](repeating: 9, count: 24)
    let pdus = pdus(&translator, frame(1, .command(request, version: nil)), frame(1, .response(.good, parameterData: data)))
    #expect(pdus.map(\.header.opcode) == [.scsiCommand, .dataIn, .scsiResponse])
    guard case .scsiCommand(let command) = pdus[0].header, case .dataIn(let dataIn) = pdus[1].header,
      case .scsiResponse(let response) = pdus[2].header
    else { return unexpected(pdus) }
    #expect(command.reads && !command.writes && command.expectedDataTransferLength == 100)
    #expect(pdus[1].data == data && dataIn.isFinal && !dataIn.hasStatus)
    #expect(response.residual.isUnderflow && response.residual.count == 76 && response.expDataSN == 1)
  }

  @Test func aRefusedWriteHasItsSenseDataAndMovedNothing() throws {
    var translator = try translator()
    let attention = Completion.checkCondition(.unitAttention(0x2A, 0x05))
    let pdus = pdus(&translator, frame(1, write(2)), frame(1, .response(attention, parameterData: [])))
    guard case .scsiResponse(let response) = pdus[1].header else { return unexpected(pdus) }
    #expect(response.status == 0x02)
    #expect(pdus[1].data == [0, 18, 0x70, 0, 6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x2A, 0x05, 0, 0, 0, 0])
    #expect(response.residual.isUnderflow && response.residual.count == 1024)
  }

  @Test func anAbortNamesItsTaskAlsoWhenThatNeverArrivedOrIsAnswered() throws {
    var translator = try translator()
    let pdus = pdus(
      &translator, frame(1, .command(.testUnitReady, version: nil)), frame(1, .response(.good, parameterData: [])),
      frame(3, .taskManagement(.abortTask, referenced: 1)), frame(4, .taskManagement(.abortTask, referenced: 2)),
      frame(5, .command(.testUnitReady, version: nil)), frame(6, .taskManagement(.logicalUnitReset, referenced: nil)),
      frame(4, .functionResponse(.taskDoesNotExist)))
    guard case .scsiCommand(let first) = pdus[0].header, case .taskManagementRequest(let answered) = pdus[2].header,
      case .taskManagementRequest(let lost) = pdus[3].header, case .scsiCommand(let next) = pdus[4].header,
      case .taskManagementRequest(let reset) = pdus[5].header, case .taskManagementResponse(let response) = pdus[6].header
    else { return unexpected(pdus) }
    #expect(answered.function == .abortTask && answered.referencedTaskTag == first.initiatorTaskTag)
    #expect(answered.refCmdSN == first.sequence.cmdSN && answered.isImmediate)
    // The lost command took the number between those two.
    #expect(lost.refCmdSN == first.sequence.cmdSN.advanced(by: 1) && next.sequence.cmdSN == first.sequence.cmdSN.advanced(by: 2))
    #expect(![first, next].map(\.initiatorTaskTag).contains(lost.referencedTaskTag))
    #expect(reset.function == .logicalUnitReset && reset.referencedTaskTag == TaskTag.reserved)
    #expect(response.initiatorTaskTag == lost.initiatorTaskTag && response.result == .taskDoesNotExist)
  }

  @Test(arguments: [(0, 0), (255, 0x00FF << 48), (256, 0x4100 << 48), (16_383, 0x7FFF << 48), (16_384, 0xD200_4000 << 32)])
  func unitsAreAddressedAsShortAsTheyCanBe(_ unit: Int, _ lun: UInt64) throws {
    var translator = try translator()
    let pdus = pdus(&translator, frame(1, .command(.testUnitReady, version: nil), unit: unit))
    guard case .scsiCommand(let command) = pdus[0].header else { return unexpected(pdus) }
    #expect(command.lun == lun)
  }

  /// Host 1's second HBA is on the second fabric, whose ports are the second of each controller.
  @Test func hostsAndPortsHaveAddressesThatTellWhichTheyAre() throws {
    var model = ModelConfiguration()
    model.hosts.count = 2
    let topology = try Plan(model).topology
    let nexus = try #require(
      (0..<topology.nexusCount).first { topology.name(ofNexus: $0) == "host1.hba1 -> array.controller1.port1" })
    let connection = topology.connection(ofNexus: nexus)
    #expect(connection.initiator.address == 0x0A00_0102 && connection.target.address == 0x0AFF_0102)
    #expect(connection.target.port == 3260)
    let names = topology.captureNames
    #expect(names.count == 8 && Set(names.map(\.address)).count == 8)
    #expect(names.contains(.init(address: 0x0AFF_0102, name: "array.controller1.port1")))
    #expect(names.contains(.init(address: 0x0A00_0102, name: "host1.hba1")))
  }
}
