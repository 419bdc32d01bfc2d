import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import Sampling
import Testing

@testable import StorageModel
@testable import TraceExport

/// A run's frames, translated, written, and read by tshark, against what the run meant.
@Suite(.enabled(if: Tshark.path != nil, "tshark is not installed"))
struct PacketCaptureMeaningTests {
  @Test(arguments: TransferMode.allCases)
  func everyPacketOfARunMeansToWiresharkWhatTheRunMeant(_ transfer: TransferMode) throws {
    let plan = try Self.plan(transfer)
    var run = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false, traces: true, captures: true))
    while run.step() {}
    let frames = run.observer.frames
    expectVariety(frames, transfer)
    expectAllAnswers(run, frames)

    var translator = PacketCaptureTranslator(plan)
    let packets = frames.flatMap { translator.packets(for: $0) }
    let rows = try Tshark.rows(packets.map(\.bytes), fields: MeantPacket.fields + Self.pairing)
    let meant = Self.meaning(of: frames, plan)
    #expect(rows.count == meant.count)
    let differences = zip(rows, meant).flatMap { row, packet in
      MeantPacket.fields.filter { row[$0] != packet.values[$0] }.map {
        "packet \(row["frame.number"] ?? ""): \($0) is \(row[$0] ?? ""), meant \(packet.values[$0] ?? "")"
      }
    }
    #expect(differences.isEmpty, "\(differences.prefix(8).joined(separator: "\n"))")
    expectPairing(rows, meant)
  }

  /// The check above would say nothing if tshark never found fault.
  @Test func aResponseWhoseSenseDataIsCutOffIsMalformed() throws {
    let connection = PacketCapture.Connection(
      initiator: .init(address: 0x0A00_0001, port: 49_152), target: .init(address: 0x0AFF_0001, port: 3260))
    var response = [UInt8](repeating: 0, count: 48)
    (response[0], response[1], response[3], response[7]) = (0x21, 0x80, 0x02, 20)
    response += [0, 18, 0x70, 0, 6]
    let packet = PacketCapture().packet(response, at: .zero, on: connection, .toInitiator)
    #expect(try Tshark.rows([packet], fields: ["_ws.malformed"]).first?["_ws.malformed"]?.contains("Malformed Packet") == true)
  }

  private static func meaning(of frames: [ExchangeFrame], _ plan: Plan) -> [MeantPacket] {
    var meant: [MeantPacket] = []
    var sessions: Set<Int> = []
    var commands: [UInt64: Command] = [:]
    for frame in frames {
      if sessions.insert(frame.nexus).inserted { meant += MeantPacket.login(frame, plan) }
      if case .command(let command, _) = frame.content { commands[frame.exchange] = command }
      meant += MeantPacket.packets(frame, of: commands[frame.exchange], plan)
    }
    return meant
  }

  private static let pairing = ["frame.number", "iscsi.initiatortasktag", "iscsi.request_frame", "iscsi.cmdsn"]

  /// One port stalls until error handlers give up, with its writes accepted or not looked at yet; then a host pauses with
  /// commands inside its HBA and is taken over.
  private static func plan(_ transfer: TransferMode) throws -> Plan {
    var model = ModelConfiguration()
    model.hosts.count = 2
    model.hosts.hbaLatency = .milliseconds(20)
    model.hosts.multipath.pathSelector = .roundRobin
    model.hosts.multipath.pollingInterval = .milliseconds(200)
    model.hosts.multipath.pollingIntervalMax = .milliseconds(400)
    model.hosts.multipath.checkerTimeout = .milliseconds(400)
    model.hosts.scsi.commandTimeout = .milliseconds(400)
    model.hosts.scsi.errorHandlerTimeout = .milliseconds(150)
    model.hosts.scsi.onTimeout = .scsiErrorHandler
    model.fabric.link.propagation = .microseconds(250)
    model.array.transfer = transfer
    model.array.logicalUnits = 2
    model.array.evictionTimeout = .milliseconds(600)
    model.workload.kind = .closed(depth: 8, think: Distribution(.milliseconds(5)))
    model.workload.readRatio = 0.3
    model.workload.size = Distribution(integer: 1024)
    model.faults = [
      FaultConfiguration(
        name: "stall", at: .init(.milliseconds(300)), lasting: .init(.milliseconds(1400)),
        kind: .portStall(TargetPortName(controller: 0, port: 0), transfer == .immediate ? .ingress : .afterCheck)),
      FaultConfiguration(
        name: "pause", at: .init(.milliseconds(2503)), lasting: .init(.seconds(1)),
        kind: .hostPause(host: 0, takeoverAfter: .milliseconds(400))),
    ]
    model.run.until = .seconds(4)
    return try Plan(model)
  }

  /// The run has what the comparison is about.
  private func expectVariety(_ frames: [ExchangeFrame], _ transfer: TransferMode) {
    var actions: Set<ReserveOutServiceAction> = []
    var inquiries: Set<ReserveInServiceAction> = []
    var functions: Set<TaskManagementFunction> = []
    var statuses: Set<Status> = []
    var attentions: Set<UInt8> = []
    var conflictingWrites = 0
    var writes: Set<UInt64> = []
    for frame in frames {
      switch frame.content {
      case .command(.persistentReserveOut(let out), _): actions.insert(out.serviceAction)
      case .command(.persistentReserveIn(let request), _): inquiries.insert(request.serviceAction)
      case .command(.write, _): writes.insert(frame.exchange)
      case .taskManagement(let function, _): functions.insert(function)
      case .response(let completion, _, _):
        statuses.insert(completion.status)
        if completion.sense != .none { attentions.insert(completion.sense.code) }
        if completion == .reservationConflict, writes.contains(frame.exchange) { conflictingWrites += 1 }
      default: break
      }
    }
    #expect(actions == [.registerAndIgnoreExistingKey, .reserve, .preemptAndAbort])
    #expect(inquiries.contains(.readReservation) && functions.contains(.abortTask) && attentions.contains(0x2A))
    #expect(statuses.isSuperset(of: [.good, .checkCondition, .reservationConflict]))
    switch transfer {
    case .readyToTransfer:
      #expect(functions.contains(.logicalUnitReset) && attentions.contains(0x29) && statuses.contains(.taskAborted))
    case .immediate: #expect(conflictingWrites > 0)
    }
  }

  /// The array says when it sends which status; no port of this run holds answers.
  private func expectAllAnswers(_ run: StorageSimulation, _ frames: [ExchangeFrame]) {
    let answered = run.observer.trace.filter { $0.kind == .answered }
    let captured = frames.compactMap { frame -> (Instant, Status)? in
      switch frame.content {
      case .response(let completion, _, _): (frame.instant, completion.status)
      case .functionResponse: (frame.instant, .good)
      default: nil
      }
    }
    #expect(answered.count == captured.count)
    #expect(zip(answered, captured).allSatisfy { $0.instant == $1.0 && $0.status == $1.1 })
  }

  /// A tag belongs to one exchange of its session; Wireshark finds the request of every answer by it. No fabric of this run loses
  /// commands: each takes the CmdSN after the last.
  private func expectPairing(_ rows: [[String: String]], _ meant: [MeantPacket]) {
    var tagOfExchange: [UInt64: String] = [:]
    var exchangeOfTag: [String: UInt64] = [:]
    var requests: [UInt64: String] = [:]
    var commands: [Int: Int] = [:]
    for (row, packet) in zip(rows, meant) {
      guard let exchange = packet.exchange, let tag = row["iscsi.initiatortasktag"] else { continue }
      #expect(tagOfExchange[exchange, default: tag] == tag, "packet \(row["frame.number"] ?? "")")
      tagOfExchange[exchange] = tag
      #expect(exchangeOfTag["\(packet.nexus) \(tag)", default: exchange] == exchange, "packet \(row["frame.number"] ?? "")")
      exchangeOfTag["\(packet.nexus) \(tag)"] = exchange
      if packet.values["iscsi.opcode"] == "0x01" {
        commands[packet.nexus, default: 0] += 1
        #expect(row["iscsi.cmdsn"] == commands[packet.nexus].map(String.init), "packet \(row["frame.number"] ?? "")")
      }
      if ["0x01", "0x02"].contains(packet.values["iscsi.opcode"]) {
        requests[exchange] = row["frame.number"]
      } else if packet.values["iscsi.opcode"] == "0x21" {
        #expect(row["iscsi.request_frame"] == requests[exchange], "packet \(row["frame.number"] ?? "")")
      }
    }
  }
}

extension PacketCaptureTranslator.Packet {
  /// The block of the file; data is cut off, as `weir run` does it.
  var bytes: [UInt8] { PacketCapture(snapshotLength: 512).packet(pdu.encoded(), at: instant, on: connection, direction) }
}
