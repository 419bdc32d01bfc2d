import SCSIWire

/// What a command is to a reservation held by another nexus: the columns of SPC-4 table 65 and SBC-4 table 13.
public enum AccessClass: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Never conflicts: INQUIRY, TEST UNIT READY, READ CAPACITY, PERSISTENT RESERVE IN, ...
  case always
  /// Conflicts with Exclusive Access: READ, VERIFY, ...
  case readLike
  /// Conflicts with every type: WRITE, UNMAP, SYNCHRONIZE CACHE, MODE SELECT, ...
  case writeLike

  /// Two kinds count as never conflicting because they are judged elsewhere: PERSISTENT RESERVE OUT by its service action
  /// (`ReservationTable.perform`), and SPC-2's RESERVE and RELEASE.
  @inlinable public init(of command: Command) {
    switch command {
    case .read: self = .readLike
    case .write: self = .writeLike
    case .testUnitReady, .requestSense, .inquiry, .reportLuns, .readCapacity10, .readCapacity16, .reportTargetPortGroups,
      .persistentReserveIn, .persistentReserveOut, .reserve, .release:
      self = .always
    case .verify, .prefetch, .getLBAStatus, .modeSense, .reportSupportedOperationCodes: self = .readLike
    case .writeAndVerify, .compareAndWrite, .orWrite, .writeSame, .unmap, .synchronizeCache, .modeSelect: self = .writeLike
    case .startStopUnit(let request): self = request.start && request.powerCondition == 0 ? .always : .writeLike
    case .preventAllowMediumRemoval(let prevent): self = prevent == 0 ? .always : .writeLike
    }
  }
}

extension ReservationTable {
  /// Whether a command of this class may be enabled now. O(1). PERSISTENT RESERVE OUT is judged by `perform` instead.
  @inlinable public func permits(_ access: AccessClass, from nexus: NexusID) -> Bool {
    guard let reservation else { return true }
    if let holder = reservation.holder, holder == nexus { return true }
    if reservation.type.admitsRegistrants {
      if isRegistered(nexus) { return true }
      if !firstsOfDevices.isEmpty && isDeviceRegistered(nexus) { return true }
    }
    switch access {
    case .always: return true
    case .readLike: return reservation.type.isWriteExclusive
    case .writeLike: return false
    }
  }

  /// Whether the nexus has a registered key.
  @inlinable public func isRegistered(_ nexus: NexusID) -> Bool { self[nexus].value != 0 }
}

// Switches, not comparisons of raw values: those are calls into another module on the hot path.
extension ReservationType {
  /// Others may read.
  @inlinable public var isWriteExclusive: Bool {
    switch self {
    case .writeExclusive, .writeExclusiveRegistrantsOnly, .writeExclusiveAllRegistrants: true
    case .exclusiveAccess, .exclusiveAccessRegistrantsOnly, .exclusiveAccessAllRegistrants: false
    }
  }

  /// Every registered nexus has full access, though only one may hold the reservation.
  @inlinable public var admitsRegistrants: Bool {
    switch self {
    case .writeExclusive, .exclusiveAccess: false
    case .writeExclusiveRegistrantsOnly, .exclusiveAccessRegistrantsOnly, .writeExclusiveAllRegistrants,
      .exclusiveAccessAllRegistrants:
      true
    }
  }

  /// Every registered nexus holds the reservation.
  @inlinable public var isAllRegistrants: Bool {
    switch self {
    case .writeExclusiveAllRegistrants, .exclusiveAccessAllRegistrants: true
    case .writeExclusive, .exclusiveAccess, .writeExclusiveRegistrantsOnly, .exclusiveAccessRegistrantsOnly: false
    }
  }
}
