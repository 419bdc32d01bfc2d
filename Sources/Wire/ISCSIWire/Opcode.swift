/// What a PDU is (RFC 7143 11.2.1.2): bits 0 to 5 of its first byte.
public enum Opcode: UInt8, Sendable, CaseIterable {
  case nopOut = 0x00
  case scsiCommand = 0x01
  case taskManagementRequest = 0x02
  case loginRequest = 0x03
  case textRequest = 0x04
  case dataOut = 0x05
  case logoutRequest = 0x06
  case snackRequest = 0x10

  case nopIn = 0x20
  case scsiResponse = 0x21
  case taskManagementResponse = 0x22
  case loginResponse = 0x23
  case textResponse = 0x24
  case dataIn = 0x25
  case logoutResponse = 0x26
  case readyToTransfer = 0x31
  case asynchronousMessage = 0x32
  case reject = 0x3f

  /// True for what an initiator sends.
  public var isRequest: Bool { rawValue < 0x20 }

  /// The name in running text.
  public var name: String {
    switch self {
    case .nopOut: "NOP-Out"
    case .scsiCommand: "SCSI Command"
    case .taskManagementRequest: "Task Management Function Request"
    case .loginRequest: "Login Request"
    case .textRequest: "Text Request"
    case .dataOut: "SCSI Data-Out"
    case .logoutRequest: "Logout Request"
    case .snackRequest: "SNACK Request"
    case .nopIn: "NOP-In"
    case .scsiResponse: "SCSI Response"
    case .taskManagementResponse: "Task Management Function Response"
    case .loginResponse: "Login Response"
    case .textResponse: "Text Response"
    case .dataIn: "SCSI Data-In"
    case .logoutResponse: "Logout Response"
    case .readyToTransfer: "Ready To Transfer"
    case .asynchronousMessage: "Asynchronous Message"
    case .reject: "Reject"
    }
  }
}

extension Opcode {
  /// That of a PDU with this basic header segment.
  init(of header: [UInt8]) throws(ISCSIWireError) {
    let code = header[0] & 0x3f
    guard let opcode = Opcode(rawValue: code) else {
      throw ISCSIWireError(
        subject: "PDU", offset: 0, field: "Opcode", expected: "an opcode of RFC 7143", found: hexadecimal(code),
        consequence: .reject(.commandNotSupported), header: header)
    }
    self = opcode
  }
}
