/// The basic header segment of any PDU.
public enum BasicHeader: Hashable, Sendable {
  case nopOut(NOPOut)
  case scsiCommand(SCSICommand)
  case taskManagementRequest(TaskManagementRequest)
  case loginRequest(LoginRequest)
  case textRequest(TextRequest)
  case dataOut(DataOut)
  case logoutRequest(LogoutRequest)
  case snackRequest(SNACKRequest)

  case nopIn(NOPIn)
  case scsiResponse(SCSIResponse)
  case taskManagementResponse(TaskManagementResponse)
  case loginResponse(LoginResponse)
  case textResponse(TextResponse)
  case dataIn(DataIn)
  case logoutResponse(LogoutResponse)
  case readyToTransfer(ReadyToTransfer)
  case asynchronousMessage(AsynchronousMessage)
  case reject(Reject)
}

extension BasicHeader {
  /// Reads 48 bytes. Throws when the opcode is unknown; no other field has a value that cannot be read.
  public init(_ bytes: [UInt8]) throws(ISCSIWireError) {
    self.init(try Opcode(of: bytes), bytes)
  }

  /// Reads the 48 bytes of a PDU of this kind.
  init(_ opcode: Opcode, _ bytes: [UInt8]) {
    self =
      switch opcode {
      case .nopOut: .nopOut(NOPOut(reading: bytes))
      case .scsiCommand: .scsiCommand(SCSICommand(reading: bytes))
      case .taskManagementRequest: .taskManagementRequest(TaskManagementRequest(reading: bytes))
      case .loginRequest: .loginRequest(LoginRequest(reading: bytes))
      case .textRequest: .textRequest(TextRequest(reading: bytes))
      case .dataOut: .dataOut(DataOut(reading: bytes))
      case .logoutRequest: .logoutRequest(LogoutRequest(reading: bytes))
      case .snackRequest: .snackRequest(SNACKRequest(reading: bytes))
      case .nopIn: .nopIn(NOPIn(reading: bytes))
      case .scsiResponse: .scsiResponse(SCSIResponse(reading: bytes))
      case .taskManagementResponse: .taskManagementResponse(TaskManagementResponse(reading: bytes))
      case .loginResponse: .loginResponse(LoginResponse(reading: bytes))
      case .textResponse: .textResponse(TextResponse(reading: bytes))
      case .dataIn: .dataIn(DataIn(reading: bytes))
      case .logoutResponse: .logoutResponse(LogoutResponse(reading: bytes))
      case .readyToTransfer: .readyToTransfer(ReadyToTransfer(reading: bytes))
      case .asynchronousMessage: .asynchronousMessage(AsynchronousMessage(reading: bytes))
      case .reject: .reject(Reject(reading: bytes))
      }
  }

  /// The kind and the 48 bytes, with both lengths zero.
  var coded: (opcode: Opcode, bytes: [UInt8]) {
    func code<H: LaidOutHeader>(_ header: H) -> (opcode: Opcode, bytes: [UInt8]) { (H.opcode, header.encoded) }
    return switch self {
    case .nopOut(let header): code(header)
    case .scsiCommand(let header): code(header)
    case .taskManagementRequest(let header): code(header)
    case .loginRequest(let header): code(header)
    case .textRequest(let header): code(header)
    case .dataOut(let header): code(header)
    case .logoutRequest(let header): code(header)
    case .snackRequest(let header): code(header)
    case .nopIn(let header): code(header)
    case .scsiResponse(let header): code(header)
    case .taskManagementResponse(let header): code(header)
    case .loginResponse(let header): code(header)
    case .textResponse(let header): code(header)
    case .dataIn(let header): code(header)
    case .logoutResponse(let header): code(header)
    case .readyToTransfer(let header): code(header)
    case .asynchronousMessage(let header): code(header)
    case .reject(let header): code(header)
    }
  }

  /// What the PDU is.
  public var opcode: Opcode { coded.opcode }
}
