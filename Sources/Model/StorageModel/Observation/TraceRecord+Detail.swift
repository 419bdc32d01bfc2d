import ArrayModel
import Interconnect
import SCSIWire

/// What `detail` means for each kind of record.
extension TraceRecord {
  /// Where the stalled port holds the attempt.
  public var heldAt: PortStage? {
    guard kind == .heldAtPort else { return nil }
    return PortStage.allCases.first { $0.traceCode == detail }
  }

  /// How the array answered, or what the host heard.
  public var status: Status? {
    switch kind {
    case .answered, .completed, .reserveOutPerformed: Status(rawValue: UInt8(truncatingIfNeeded: detail))
    default: nil
    }
  }

  /// What became of an orphan.
  public var fate: OrphanFate? {
    kind == .orphanSettled ? OrphanFate(rawValue: UInt8(truncatingIfNeeded: detail)) : nil
  }

  /// What the dropped frame carried.
  public var frameName: String? {
    guard kind == .frameDropped, detail < InformationUnit.frameNames.count else { return nil }
    return InformationUnit.frameNames[Int(detail)]
  }
}

extension PortStage {
  /// How a record says it.
  var traceCode: UInt64 {
    switch self {
    case .ingress: 0
    case .afterCheck: 1
    case .afterData: 2
    case .egress: 3
    }
  }
}

extension InformationUnit {
  static var frameNames: [String] { ["command", "data", "abort", "transfer ready", "status"] }

  /// Its name's place among `frameNames`.
  var frameCode: UInt64 {
    switch content {
    case .command, .taskManagement: 0
    case .data: 1
    case .abort: 2
    case .transferReady: 3
    case .response, .functionResponse: 4
    }
  }
}
