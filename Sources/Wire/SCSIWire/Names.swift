/// Names of code values, as the standards print them.

extension ReserveOutServiceAction {
  /// SPC-4 table 214.
  public var name: String { reserveOutName(rawValue) ?? "" }
}

extension ReserveInServiceAction {
  public var name: String { reserveInName(rawValue) ?? "" }
}

extension ReservationType {
  /// SPC-4 table 209.
  public var name: String { reservationTypeName(rawValue) ?? "" }
}

extension Status {
  /// SAM-5 table 48.
  public var name: String {
    switch self {
    case .good: "GOOD"
    case .checkCondition: "CHECK CONDITION"
    case .conditionMet: "CONDITION MET"
    case .busy: "BUSY"
    case .reservationConflict: "RESERVATION CONFLICT"
    case .taskSetFull: "TASK SET FULL"
    case .taskAborted: "TASK ABORTED"
    }
  }
}

func reserveOutName(_ serviceAction: UInt8) -> String? {
  switch serviceAction {
  case 0: "REGISTER"
  case 1: "RESERVE"
  case 2: "RELEASE"
  case 3: "CLEAR"
  case 4: "PREEMPT"
  case 5: "PREEMPT AND ABORT"
  case 6: "REGISTER AND IGNORE EXISTING KEY"
  case 7: "REGISTER AND MOVE"
  case 8: "REPLACE LOST RESERVATION"
  default: nil
  }
}

func reserveInName(_ serviceAction: UInt8) -> String? {
  switch serviceAction {
  case 0: "READ KEYS"
  case 1: "READ RESERVATION"
  case 2: "REPORT CAPABILITIES"
  case 3: "READ FULL STATUS"
  default: nil
  }
}

func scopeName(_ scope: UInt8) -> String? {
  switch scope {
  case 0: "LU_SCOPE"
  case 1: "EXTENT (SCSI-3, obsolete)"
  case 2: "ELEMENT (SPC-2, obsolete)"
  default: nil
  }
}

func reservationTypeName(_ type: UInt8) -> String? {
  switch type {
  case 0: "Read Shared (obsolete)"
  case 1: "Write Exclusive"
  case 2: "Read Exclusive (obsolete)"
  case 3: "Exclusive Access"
  case 4: "Shared Access (obsolete)"
  case 5: "Write Exclusive - Registrants Only"
  case 6: "Exclusive Access - Registrants Only"
  case 7: "Write Exclusive - All Registrants"
  case 8: "Exclusive Access - All Registrants"
  default: nil
  }
}

extension OperationCode {
  /// The command's name in the standard.
  public var name: String { operationName(rawValue) ?? "" }
}

/// Also names commands that do not decode to a `Command`, as far as the reservation rules mention them.
func operationName(_ code: UInt8) -> String? {
  switch code {
  case 0x00: "TEST UNIT READY"
  case 0x03: "REQUEST SENSE"
  case 0x04: "FORMAT UNIT"
  case 0x07: "REASSIGN BLOCKS"
  case 0x08: "READ(6)"
  case 0x0A: "WRITE(6)"
  case 0x12: "INQUIRY"
  case 0x15: "MODE SELECT(6)"
  case 0x16: "RESERVE(6)"
  case 0x17: "RELEASE(6)"
  case 0x1A: "MODE SENSE(6)"
  case 0x1B: "START STOP UNIT"
  case 0x1C: "RECEIVE DIAGNOSTIC RESULTS"
  case 0x1D: "SEND DIAGNOSTIC"
  case 0x1E: "PREVENT ALLOW MEDIUM REMOVAL"
  case 0x25: "READ CAPACITY(10)"
  case 0x28: "READ(10)"
  case 0x2A: "WRITE(10)"
  case 0x2E: "WRITE AND VERIFY(10)"
  case 0x2F: "VERIFY(10)"
  case 0x34: "PRE-FETCH(10)"
  case 0x35: "SYNCHRONIZE CACHE(10)"
  case 0x37: "READ DEFECT DATA(10)"
  case 0x3B: "WRITE BUFFER"
  case 0x3C: "READ BUFFER(10)"
  case 0x41: "WRITE SAME(10)"
  case 0x42: "UNMAP"
  case 0x48: "SANITIZE"
  case 0x4C: "LOG SELECT"
  case 0x4D: "LOG SENSE"
  case 0x55: "MODE SELECT(10)"
  case 0x56: "RESERVE(10)"
  case 0x57: "RELEASE(10)"
  case 0x5A: "MODE SENSE(10)"
  case 0x5E: "PERSISTENT RESERVE IN"
  case 0x5F: "PERSISTENT RESERVE OUT"
  default: longOperationName(code)
  }
}

/// The commands with CDBs of 12 and 16 bytes.
private func longOperationName(_ code: UInt8) -> String? {
  switch code {
  case 0x83: "EXTENDED COPY"
  case 0x84: "RECEIVE COPY RESULTS"
  case 0x86: "ACCESS CONTROL IN"
  case 0x87: "ACCESS CONTROL OUT"
  case 0x88: "READ(16)"
  case 0x89: "COMPARE AND WRITE"
  case 0x8A: "WRITE(16)"
  case 0x8B: "ORWRITE(16)"
  case 0x8C: "READ ATTRIBUTE"
  case 0x8E: "WRITE AND VERIFY(16)"
  case 0x8F: "VERIFY(16)"
  case 0x90: "PRE-FETCH(16)"
  case 0x91: "SYNCHRONIZE CACHE(16)"
  case 0x93: "WRITE SAME(16)"
  case 0x9E: "SERVICE ACTION IN(16)"
  case 0xA0: "REPORT LUNS"
  case 0xA2: "SECURITY PROTOCOL IN"
  case 0xA3: "MAINTENANCE IN"
  case 0xA4: "MAINTENANCE OUT"
  case 0xA8: "READ(12)"
  case 0xAA: "WRITE(12)"
  case 0xAE: "WRITE AND VERIFY(12)"
  case 0xAF: "VERIFY(12)"
  case 0xB5: "SECURITY PROTOCOL OUT"
  default: nil
  }
}

/// The name of a service action, where the operation code has them.
func serviceActionName(_ operation: OperationCode, _ code: UInt8) -> String? {
  switch (operation, code) {
  case (.persistentReserveIn, _): reserveInName(code)
  case (.persistentReserveOut, _): reserveOutName(code)
  case (.serviceActionIn16, ServiceAction.readCapacity16): "READ CAPACITY(16)"
  case (.serviceActionIn16, ServiceAction.getLBAStatus): "GET LBA STATUS"
  case (.maintenanceIn, ServiceAction.reportTargetPortGroups): "REPORT TARGET PORT GROUPS"
  case (.maintenanceIn, ServiceAction.reportSupportedOperationCodes): "REPORT SUPPORTED OPERATION CODES"
  default: nil
  }
}

/// SPC-4 table 163.
func pageControlName(_ code: UInt8) -> String? {
  switch code {
  case 0: "current values"
  case 1: "changeable values"
  case 2: "default values"
  case 3: "saved values"
  default: nil
  }
}

/// The mode pages of block devices that are commonly asked for (SPC-4 table 449, SBC-3 table 197).
func modePageName(_ code: UInt8) -> String? {
  switch code {
  case 0x01: "Read-Write Error Recovery"
  case 0x08: "Caching"
  case 0x0A: "Control"
  case 0x1A: "Power Condition"
  case 0x1C: "Informational Exceptions Control"
  case 0x3F: "all pages"
  default: nil
  }
}

/// SPC-4 table 589, SBC-3 table 214.
func vitalProductDataName(_ code: UInt8) -> String? {
  switch code {
  case 0x00: "Supported VPD Pages"
  case 0x80: "Unit Serial Number"
  case 0x83: "Device Identification"
  case 0x86: "Extended INQUIRY Data"
  case 0xB0: "Block Limits"
  case 0xB1: "Block Device Characteristics"
  case 0xB2: "Logical Block Provisioning"
  default: nil
  }
}
