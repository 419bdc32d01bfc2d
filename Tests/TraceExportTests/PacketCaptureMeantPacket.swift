import EventEngine
import SCSIWire

@testable import StorageModel
@testable import TraceExport

/// A packet as tshark is to show it, written down from the model's terms alone: the values of `fields`, empty where a packet has
/// none.
struct MeantPacket {
  var values: [String: String]
  var nexus: Int
  /// nil for a login.
  var exchange: UInt64?

  static let fields = [
    "frame.time_epoch", "frame.packet_flags_direction", "frame.protocols", "_ws.malformed", "ip.src", "ip.dst", "iscsi.opcode",
    "scsi.lun",
    "scsi.persresvout.svcaction", "scsi.persresvin.svcaction", "scsi.persresv.type", "scsi.persresv.scope",
    "scsi.persresv.reskey", "scsi.persresv.sareskey", "scsi.status", "iscsi.scsiresponse.status", "scsi.sns.ascascq",
    "iscsi.taskmanfun.function", "iscsi.taskmanfun.response", "iscsi.desireddatalength", "iscsi.keyvalue",
  ]
}

extension MeantPacket {
  private init(_ frame: ExchangeFrame, _ plan: Plan, opcode: UInt8, luns: Int = 1, _ other: [String: String] = [:]) {
    let nexus = plan.topology.nexuses[frame.nexus]
    let isRequest = opcode < 0x20
    let hba = "10.0.\(nexus.host).\(Int(nexus.hba) % plan.topology.hbasPerHost + 1)"
    let ports = plan.topology.portsPerController
    let port = "10.255.\(Int(nexus.port) / ports).\(Int(nexus.port) % ports + 1)"
    let nanoseconds = String(frame.instant.nanoseconds)
    let padded = String(repeating: "0", count: max(0, 10 - nanoseconds.count)) + nanoseconds
    values = Dictionary(uniqueKeysWithValues: Self.fields.map { ($0, "") })
    values["frame.time_epoch"] = "\(padded.dropLast(9)).\(padded.suffix(9))"
    values["frame.packet_flags_direction"] = isRequest ? "0x00000001" : "0x00000002"
    values["frame.protocols"] = "exported_pdu:iscsi"
    values["ip.src"] = isRequest ? hba : port
    values["ip.dst"] = isRequest ? port : hba
    values["iscsi.opcode"] = Self.hex(opcode, 2)
    values["scsi.lun"] = Array(repeating: Self.hex(frame.unit, 4), count: luns).joined(separator: ",")
    values.merge(other) { $1 }
    self.nexus = frame.nexus
    exchange = frame.exchange
  }

  /// Login Request and Response.
  static func login(_ frame: ExchangeFrame, _ plan: Plan) -> [MeantPacket] {
    let nexus = plan.topology.nexuses[frame.nexus]
    let unasked = plan.configuration.array.transfer == .immediate ? "No" : "Yes"
    let agreed =
      "HeaderDigest=None,DataDigest=None,InitialR2T=\(unasked),ImmediateData=Yes,MaxRecvDataSegmentLength=65536"
    let authority = "iqn.2026-11.org.example.weir"
    let names = "InitiatorName=\(authority):host\(nexus.host),TargetName=\(authority):array,SessionType=Normal"
    return [
      MeantPacket(frame, plan, opcode: 0x03, luns: 0, ["iscsi.keyvalue": "\(names),\(agreed)"]),
      MeantPacket(frame, plan, opcode: 0x23, luns: 0, ["iscsi.keyvalue": "TargetPortalGroupTag=\(nexus.port + 1),\(agreed)"]),
    ].map {
      var login = $0
      login.exchange = nil
      return login
    }
  }

  /// The packets of a frame that answers, continues or is `command`; nil stands for task management. tshark repeats a LUN for
  /// the header, the CDB and the data of a packet.
  static func packets(_ frame: ExchangeFrame, of command: Command?, _ plan: Plan) -> [MeantPacket] {
    switch frame.content {
    case .command(.persistentReserveOut(let out), _):
      [MeantPacket(frame, plan, opcode: 0x01, luns: 3, meaning(of: out))]
    case .command(.persistentReserveIn(let request), _):
      [MeantPacket(frame, plan, opcode: 0x01, luns: 2, ["scsi.persresvin.svcaction": hex(request.serviceAction.rawValue, 2)])]
    case .command(.write, _):
      [MeantPacket(frame, plan, opcode: 0x01, luns: plan.configuration.array.transfer == .immediate ? 3 : 2)]
    case .command: [MeantPacket(frame, plan, opcode: 0x01, luns: 2)]
    case .taskManagement(let function, _):
      [MeantPacket(frame, plan, opcode: 0x02, ["iscsi.taskmanfun.function": function == .abortTask ? "0x01" : "0x05"])]
    case .functionResponse(let response):
      [MeantPacket(frame, plan, opcode: 0x22, luns: 0, ["iscsi.taskmanfun.response": hex(response.rawValue, 2)])]
    case .transferReady: [MeantPacket(frame, plan, opcode: 0x31, ["iscsi.desireddatalength": "1024"])]
    case .data: [MeantPacket(frame, plan, opcode: 0x05, luns: 2)]
    case .response(let completion, let parameterData, _):
      (completion == .good ? dataIn(frame, of: command, parameterData, plan) : [])
        + [MeantPacket(frame, plan, opcode: 0x21, meaning(of: completion))]
    }
  }

  private static func dataIn(
    _ frame: ExchangeFrame, of command: Command?, _ parameterData: [UInt8], _ plan: Plan
  ) -> [MeantPacket] {
    switch command {
    case .read: [MeantPacket(frame, plan, opcode: 0x25)]
    case .persistentReserveIn(let request):
      [
        MeantPacket(
          frame, plan, opcode: 0x25,
          request.serviceAction == .readReservation && parameterData.count == 24
            ? [
              "scsi.persresv.scope": hex(parameterData[21] >> 4, 2), "scsi.persresv.type": hex(parameterData[21] & 0x0F, 2),
            ] : [:])
      ]
    default: []
    }
  }

  private static func meaning(of out: PersistentReserveOut) -> [String: String] {
    var values = [
      "scsi.persresvout.svcaction": hex(out.serviceAction.rawValue, 2),
      "scsi.persresv.reskey": key(out.reservationKey),
      "scsi.persresv.sareskey": key(out.serviceActionReservationKey),
    ]
    // Scope and type mean nothing to REGISTER, and Wireshark does not show them.
    if ![.register, .registerAndIgnoreExistingKey].contains(out.serviceAction) {
      values["scsi.persresv.scope"] = hex(out.scope, 2)
      values["scsi.persresv.type"] = hex(out.type, 2)
    }
    return values
  }

  private static func meaning(of completion: Completion) -> [String: String] {
    var values = ["iscsi.scsiresponse.status": hex(completion.status.rawValue, 2)]
    // Instead of the status Wireshark shows sense data where there is some.
    if completion.status == .checkCondition {
      values["scsi.sns.ascascq"] = hex(Int(completion.sense.code) << 8 | Int(completion.sense.qualifier), 4)
    } else {
      values["scsi.status"] = hex(completion.status.rawValue, 2)
    }
    return values
  }

  private static func hex(_ number: some BinaryInteger, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: digits - text.count) + text
  }

  private static func key(_ key: ReservationKey) -> String { String(hex(key.value, 16).dropFirst(2)) }
}
