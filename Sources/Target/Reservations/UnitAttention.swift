import SCSIWire

/// A unit attention condition, in order of precedence: the first case is reported first (SAM-5 5.14.1).
public enum UnitAttention: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// 29/01: power on occurred.
  case powerOn
  /// 29/00: power on, reset, or bus device reset occurred: what a nexus seen for the first time is told.
  case powerOnOrReset
  /// 29/02: SCSI bus reset occurred: what a hard reset of the target is called.
  case hardReset
  /// 29/03: bus device reset function occurred (LOGICAL UNIT RESET).
  case busDeviceReset
  /// 29/07: I_T nexus loss occurred.
  case nexusLoss
  /// 2A/03: CLEAR took the registration.
  case reservationsPreempted
  /// 2A/05: PREEMPT took the registration.
  case registrationsPreempted
  /// 2A/04: the reservation is gone or has changed its type.
  case reservationsReleased
  /// 2A/01: another initiator changed mode parameters.
  case modeParametersChanged
  /// 2F/00: commands cleared by another initiator.
  case commandsCleared

  public var sense: Sense {
    switch self {
    case .powerOn: .unitAttention(0x29, 0x01)
    case .powerOnOrReset: .unitAttention(0x29, 0x00)
    case .hardReset: .unitAttention(0x29, 0x02)
    case .busDeviceReset: .unitAttention(0x29, 0x03)
    case .nexusLoss: .unitAttention(0x29, 0x07)
    case .reservationsPreempted: .unitAttention(0x2A, 0x03)
    case .registrationsPreempted: .unitAttention(0x2A, 0x05)
    case .reservationsReleased: .unitAttention(0x2A, 0x04)
    case .modeParametersChanged: .unitAttention(0x2A, 0x01)
    case .commandsCleared: .unitAttention(0x2F, 0x00)
    }
  }

  /// SAM-5 5.3.1: only conditions of additional sense code 29h are reported in place of RESERVATION CONFLICT.
  @inlinable public var outranksConflict: Bool { rawValue <= UnitAttention.nexusLoss.rawValue }
}

/// The unit attention conditions pending for one I_T nexus at one logical unit.
///
/// A condition that is pending already is not established twice. `LogicalUnitAccess.refusal` decides when one is reported.
public struct UnitAttentionQueue: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline var pending: UInt16 = 0

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { pending == 0 }

  /// The condition that will be reported next.
  @inlinable public var next: UnitAttention? {
    isEmpty ? nil : UnitAttention(rawValue: UInt8(pending.trailingZeroBitCount))
  }

  @inlinable public func contains(_ attention: UnitAttention) -> Bool { pending & Self.bit(attention) != 0 }

  @inlinable public mutating func establish(_ attention: UnitAttention) { pending |= Self.bit(attention) }

  /// Takes the next condition: reporting clears it (UA_INTLCK_CTRL 00b). nil: execute the command.
  @inlinable public mutating func report() -> UnitAttention? {
    let reported = next
    pending &= pending &- 1
    return reported
  }

  @inlinable public mutating func removeAll() { pending = 0 }

  @inlinable static func bit(_ attention: UnitAttention) -> UInt16 { 1 << attention.rawValue }
}
