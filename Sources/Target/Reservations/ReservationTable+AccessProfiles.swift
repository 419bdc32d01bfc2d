import SCSIWire

extension ReservationTable {
  /// Whether a command may be enabled now, by the profile's own table. PERSISTENT RESERVE OUT is judged by `perform` instead.
  func permits(_ command: Command, from nexus: NexusID) -> Bool {
    guard let reservation, reservation.holder != nexus else { return true }
    switch rules.profile.accessTable {
    case .standard: return permits(AccessClass(of: command), from: nexus)
    case .byDataDirection: return permitsByDirection(command, from: nexus, type: reservation.type)
    case .registrantsSelectModes:
      if case .modeSelect = command, isRegistered(nexus) { return true }
      return permits(AccessClass(of: command), from: nexus)
    case .modeSenseConflicts:
      if case .modeSense = command { return permits(.writeLike, from: nexus) }
      return permits(AccessClass(of: command), from: nexus)
    }
  }

  private enum Direction { case none, fromDevice, toDevice }

  private func permitsByDirection(_ command: Command, from nexus: NexusID, type: ReservationType) -> Bool {
    let direction: Direction
    switch command {
    case .testUnitReady, .requestSense, .inquiry, .reportLuns, .reportTargetPortGroups, .persistentReserveIn,
      .persistentReserveOut, .reserve, .release:
      return true
    case .synchronizeCache, .startStopUnit, .preventAllowMediumRemoval, .prefetch, .verify(_, byteCheck: .none):
      direction = .none
    case .write, .writeAndVerify, .verify, .compareAndWrite, .orWrite, .writeSame, .unmap, .modeSelect:
      direction = .toDevice
    case .read, .readCapacity10, .readCapacity16, .getLBAStatus, .modeSense, .reportSupportedOperationCodes:
      direction = .fromDevice
    }
    // Registrants of the types that admit them pass as in the standard; so does whoever reads under Write Exclusive.
    if permits(.writeLike, from: nexus) { return true }
    guard type.isWriteExclusive else { return false }
    switch direction {
    case .fromDevice: return true
    case .none: return !isRegistered(nexus)
    case .toDevice: return false
    }
  }

  /// Whether any nexus of the same device is registered. O(nexuses), asked only by a profile that confuses them.
  @usableFromInline func isDeviceRegistered(_ nexus: NexusID) -> Bool {
    guard Int(nexus.index) < firstsOfDevices.count else { return false }
    let first = firstsOfDevices[Int(nexus.index)]
    return zip(firstsOfDevices, keys).contains { $0 == first && $1.value != 0 }
  }

  /// `first` is the first nexus of the device of `nexus`.
  mutating func take(_ nexus: NexusID, asOfDeviceOf first: NexusID) {
    for index in firstsOfDevices.count...max(firstsOfDevices.count, Int(nexus.index)) {
      firstsOfDevices.append(NexusID(UInt32(index)))
    }
    firstsOfDevices[Int(nexus.index)] = first
  }
}
