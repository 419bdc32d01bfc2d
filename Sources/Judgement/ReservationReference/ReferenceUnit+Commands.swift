import SCSIWire

extension ReferenceUnit {
  /// Judges a command whose processing begins and, where it is one of reservations, performs it.
  public mutating func begin(cdb: [UInt8], parameterList: [UInt8] = [], from nexus: Nexus) -> Outcome {
    let command = ReferenceCommand(cdb: cdb)
    if command.isExemptFromAttentions {
      apply(.attentionExempt)
      return Outcome()
    }
    // Unit attentions of the 29h family, then RESERVATION CONFLICT, then every other CHECK CONDITION (SAM-5 5.3.3).
    let conflicts = conflicts(command, cdb: cdb, list: parameterList, from: nexus)
    if let attention = takeAttention(of: nexus, where: { $0.code == 0x29 }) {
      if conflicts.isConflict { apply(.resetAttentionBeforeConflict) }
      return Outcome(attention)
    }
    if let refusal = notReady(for: command) { return Outcome(refusal) }
    for rule in conflicts.rules { apply(rule) }
    if conflicts.isConflict {
      if !pendingAttentions(of: nexus).isEmpty { apply(.conflictBeforeOtherAttention) }
      return Outcome(.reservationConflict)
    }
    if let attention = takeAttention(of: nexus, where: { _ in true }) {
      apply(.otherAttentionReported)
      return Outcome(attention)
    }
    switch command {
    case .reserve: return Outcome(legacyReserve(from: nexus))
    case .release: return Outcome(legacyRelease(from: nexus))
    case .reserveIn: return reserveIn(cdb: cdb)
    case .reserveOut: return reserveOut(cdb: cdb, list: parameterList, from: nexus)
    case .unknown: return Outcome(.invalidOperationCode)
    case .always, .readLike, .writeLike: return Outcome()
    }
  }

  /// What a logical unit whose kept reservations are not (or cannot be) read back answers (SPC-4 5.13.5).
  private mutating func notReady(for command: ReferenceCommand) -> Completion? {
    guard phase != .ready else { return nil }
    if command.isAllowedWhileNotReady {
      apply(phase == .lost ? .informationLostAllows : .readyWhileRestoring)
      return nil
    }
    if phase == .restoring {
      apply(.notReadyUntilRestored)
      return .checkCondition(Sense(key: 2, code: 0x04, qualifier: 0x01))
    }
    if command == .reserveOut(8) { return nil }
    apply(.informationLostRefuses)
    return .checkCondition(Sense(key: 7, code: 0x44, qualifier: 0x01))
  }

  /// The attention that the nexus is told next, if it qualifies; then it is forgotten.
  private mutating func takeAttention(of nexus: Nexus, where qualifies: (Attention) -> Bool) -> Completion? {
    guard let attention = pendingAttentions(of: nexus).first, qualifies(attention) else { return nil }
    attentions.removeAll { $0 == attention }
    return .checkCondition(Sense(key: 6, code: attention.code, qualifier: attention.qualifier))
  }
}

/// The class of a command, from its bytes.
enum ReferenceCommand: Hashable {
  /// Allowed under every persistent reservation; `inAttentions` says whether a unit attention is reported.
  case always(operationCode: UInt8, serviceAction: UInt8)
  case readLike(operationCode: UInt8)
  case writeLike(operationCode: UInt8)
  case reserve
  case release
  case reserveIn
  case reserveOut(_ serviceAction: UInt8)
  case unknown

  init(cdb: [UInt8]) {
    let code = cdb[0]
    let action = cdb[1] & 0x1F
    switch code {
    // TEST UNIT READY, REQUEST SENSE, INQUIRY, READ CAPACITY(10), REPORT LUNS
    case 0x00, 0x03, 0x12, 0x25, 0xA0: self = .always(operationCode: code, serviceAction: 0)
    // SERVICE ACTION IN(16): READ CAPACITY(16), GET LBA STATUS
    case 0x9E where action == 0x10: self = .always(operationCode: code, serviceAction: action)
    case 0x9E where action == 0x12: self = .readLike(operationCode: code)
    // MAINTENANCE IN: REPORT TARGET PORT GROUPS, REPORT SUPPORTED OPERATION CODES
    case 0xA3 where action == 0x0A: self = .always(operationCode: code, serviceAction: action)
    case 0xA3 where action == 0x0C: self = .readLike(operationCode: code)
    // START STOP UNIT: START is one and POWER CONDITION zero. PREVENT ALLOW MEDIUM REMOVAL: PREVENT is zero.
    case 0x1B where cdb[4] & 0xF1 == 0x01: self = .always(operationCode: code, serviceAction: 0)
    case 0x1E where cdb[4] & 0x03 == 0x00: self = .always(operationCode: code, serviceAction: 0)
    case 0x1B, 0x1E: self = .writeLike(operationCode: code)
    // READ(6), (10), (12), (16); VERIFY(10), (12), (16); PRE-FETCH(10), (16); MODE SENSE(6), (10)
    case 0x08, 0x28, 0xA8, 0x88, 0x2F, 0xAF, 0x8F, 0x34, 0x90, 0x1A, 0x5A: self = .readLike(operationCode: code)
    // WRITE(6), (10), (12), (16); WRITE AND VERIFY(10), (12), (16); MODE SELECT(6), (10)
    case 0x0A, 0x2A, 0xAA, 0x8A, 0x2E, 0xAE, 0x8E, 0x15, 0x55: self = .writeLike(operationCode: code)
    // SYNCHRONIZE CACHE(10), (16); UNMAP; WRITE SAME(10), (16); COMPARE AND WRITE; ORWRITE(16)
    case 0x35, 0x91, 0x42, 0x41, 0x93, 0x89, 0x8B: self = .writeLike(operationCode: code)
    case 0x16, 0x56: self = .reserve
    case 0x17, 0x57: self = .release
    case 0x5E: self = .reserveIn
    case 0x5F: self = .reserveOut(action)
    default: self = .unknown
    }
  }

  /// INQUIRY, REPORT LUNS and REQUEST SENSE.
  var isExemptFromAttentions: Bool {
    guard case .always(let code, _) = self else { return false }
    return code == 0x12 || code == 0xA0 || code == 0x03
  }

  /// Besides those exempt from attentions: REPORT TARGET PORT GROUPS, START STOP UNIT that starts.
  var isAllowedWhileNotReady: Bool {
    guard case .always(let code, _) = self else { return false }
    return isExemptFromAttentions || code == 0xA3 || code == 0x1B
  }

  /// The commands that another nexus's RESERVE lets through (SPC-2 tables 9 and 10): INQUIRY, REPORT LUNS, REQUEST SENSE,
  /// READ CAPACITY, PREVENT ALLOW that allows, START STOP UNIT that starts.
  var isAllowedUnderLegacyReservation: Bool {
    guard case .always(let code, _) = self else { return false }
    return code != 0x00 && code != 0xA3
  }
}
