import ISCSIWire

/// One connection, and the session on it (MaxConnections is 1): PDUs in, actions out. It knows neither sockets nor clocks.
///
/// Commands are delivered in the order of their CmdSN. A session lives as long as its connection (error recovery level 0).
struct Connection {
  enum Phase {
    case login(LoginNegotiation)
    case fullFeature
    /// What still arrives is not read.
    case over
  }

  /// What a connection is told when it begins.
  struct Setting {
    /// Index of the target port.
    var port: Int
    /// The session that a login makes.
    var tsih: TSIH
    /// Commands that may be outstanding.
    var queueDepth: Int
    var directory: TargetDirectory
    /// The target port has been evicted: nobody may log in.
    var refusesLogin = false
  }

  let setting: Setting
  var phase: Phase
  var decoder = PDUDecoder()
  /// As agreed; of use after the login.
  var parameters = NegotiatedParameters()
  var window: CommandWindow<PDU>
  var tasks: [ConnectionTask] = []
  /// Task management requests that were not answered yet.
  var managementCount = 0
  var statSN: SerialNumber = 1
  private var targetTransferTag: UInt32 = 0
  var text = TextAccumulator()
  /// Text of an answer that did not fit into one PDU.
  var textLeft: [UInt8] = []
  /// A NOP-In was sent that wants an answer.
  var isPinged = false

  init(_ setting: Setting, login: LoginNegotiation) {
    self.setting = setting
    phase = .login(login)
    window = CommandWindow(expecting: 0, capacity: setting.queueDepth)
  }

  var isOver: Bool { if case .over = phase { true } else { false } }
  var isFullFeature: Bool { if case .fullFeature = phase { true } else { false } }

  /// A tag that no R2T, ping or text negotiation of late had.
  mutating func nextTransferTag() -> UInt32 {
    targetTransferTag = targetTransferTag == TaskTag.reserved - 1 ? 0 : targetTransferTag + 1
    return targetTransferTag
  }

  /// The numbers of a PDU that carries no status.
  var sequence: ResponseSequence {
    ResponseSequence(statSN: statSN, expCmdSN: window.expected, maxCmdSN: window.maximum)
  }

  /// The numbers of a PDU that carries a status: the next one has another StatSN.
  mutating func statusSequence() -> ResponseSequence {
    defer { statSN = statSN.advanced(by: 1) }
    return sequence
  }
}

/// What SendTargets tells.
struct TargetDirectory {
  var targetName: String
  var addresses: [TargetAddress] = []
}
