import ReservationReference
import SCSIWire

/// One thing that happens to the logical unit, as plain data: a history of them can be cut down and run again.
enum Step: Sendable {
  /// Nexuses are indices into `Names.nexuses`.
  case logIn(Int)
  case loseNexus(Int)
  /// A command that begins when it is received, and ends there unless it goes to the medium.
  case command(Int, cdb: [UInt8], list: [UInt8])
  /// A command that waits for its turn.
  case receive(tag: UInt64, Int)
  case begin(tag: UInt64, cdb: [UInt8])
  case finish(tag: UInt64)
  case abortTaskSet(Int)
  case clearTaskSet(Int)
  case resetLogicalUnit(Int)
  case resetTarget
  case losePower
  case finishRestore
  case loseInformation
  /// The device server begins anew with the image that it stored.
  case restart
}

extension Step {
  /// A command whose processing begins, rather than an event.
  var isCommand: Bool {
    switch self {
    case .command, .begin: true
    default: false
    }
  }
}

extension Step: CustomStringConvertible {
  var description: String {
    switch self {
    case .command(let nexus, let cdb, let list):
      "command of nexus \(nexus): \(hexadecimal(cdb))" + (list.isEmpty ? "" : " with \(hexadecimal(list))")
    case .receive(let tag, let nexus): "receive \(tag) of nexus \(nexus)"
    case .logIn(let nexus): "log in nexus \(nexus)"
    case .loseNexus(let nexus): "lose nexus \(nexus)"
    case .begin(let tag, let cdb): "begin \(tag): \(hexadecimal(cdb))"
    case .finish(let tag): "finish \(tag)"
    case .abortTaskSet(let nexus): "ABORT TASK SET of nexus \(nexus)"
    case .clearTaskSet(let nexus): "CLEAR TASK SET of nexus \(nexus)"
    case .resetLogicalUnit(let nexus): "LOGICAL UNIT RESET of nexus \(nexus)"
    case .resetTarget: "TARGET RESET"
    case .losePower: "lose power"
    case .finishRestore: "finish restore"
    case .loseInformation: "lose information"
    case .restart: "restart"
    }
  }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The ports of every history. Two sessions of one host differ in their ISID only.
enum Names {
  static let initiatorPorts: [TransportID] = [
    .iSCSI(name: "iqn.2026-01.org.example:a", isid: 0x80_0000_0001),
    .iSCSI(name: "iqn.2026-01.org.example:a", isid: 0x80_0000_0002),
    .iSCSI(name: "iqn.2026-01.org.example:b", isid: 0x80_0000_0001),
    .fibreChannel(0x2100_00E0_8B05_05A4), .sas(0x5000_C500_0000_0001),
  ]
  static let targetPorts: [UInt16] = [1, 2]

  static let nexuses: [ReferenceUnit.Nexus] = initiatorPorts.flatMap { port in
    targetPorts.map { ReferenceUnit.Nexus(port, $0) }
  }

  /// Names without ISID: of two known ports, of one, of nobody.
  static let initiatorDevices: [TransportID] = ["a", "b", "c"].map { .iSCSI(name: "iqn.2026-01.org.example:" + $0, isid: nil) }
}
