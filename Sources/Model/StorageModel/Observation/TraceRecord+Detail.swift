import SCSIWire

/// What `detail` means for each kind of record.
extension TraceRecord {
  /// Where the stalled port holds the attempt.
  public var heldAt: PortStage? {
    guard kind == .heldAtPort else { return nil }
    switch Attempt.Stage(rawValue: UInt8(truncatingIfNeeded: detail)) {
    case .heldAfterCheck: return .afterCheck
    case .heldAfterData: return .afterData
    default: return .ingress
    }
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
    guard kind == .frameDropped else { return nil }
    switch StorageEvent.Frame(rawValue: UInt8(truncatingIfNeeded: detail)) {
    case .command: return "command"
    case .data: return "data"
    case .abort: return "abort"
    case .transferReady: return "transfer ready"
    case .status: return "status"
    case .some(.none), nil: return nil
    }
  }
}
