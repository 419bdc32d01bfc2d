import CISCSI
import Glibc

/// An iSCSI session over libiscsi: one initiator port (name and ISID) logged in to one target port; any CDB may be sent.
///
/// Immediate and unsolicited data are declined, so that every write waits for R2T. Nothing is retried and no unit attention is
/// swallowed: the caller sees what the target sent.
final class Session {
  struct Address: Equatable {
    /// host:port
    var portal: String
    var target: String
  }

  /// What CHAP asks for.
  struct Credentials {
    var user: String
    var secret: String
  }

  let name: String
  /// 48 bits; of type "random" (RFC 7143 11.12.5: 10b in the two uppermost bits).
  let isid: UInt64
  let unit: Int32
  let context: OpaquePointer
  /// Everything that was ever sent: libiscsi keeps pointers into commands until the context is gone.
  private var exchanges: [Exchange] = []

  /// Logs in. Sessions of equal names and equal `port` are the same initiator port: the second one reinstates the session.
  init(
    _ address: Address, name: String, port: UInt16, unit: Int = 0, chap: Credentials? = nil, mutualCHAP: Credentials? = nil,
    headerDigest: Bool = false
  ) throws {
    guard let context = iscsi_create_context(name) else { throw InitiatorError("libiscsi refuses the name \(name)") }
    self.name = name
    self.isid = 0x8000_0000_0000 | UInt64(port)
    self.unit = Int32(unit)
    self.context = context
    iscsi_set_isid_random(context, 0, UInt32(port))
    iscsi_set_noautoreconnect(context, 1)
    iscsi_set_immediate_data(context, ISCSI_IMMEDIATE_DATA_NO)
    iscsi_set_initial_r2t(context, ISCSI_INITIAL_R2T_YES)
    iscsi_set_timeout(context, 30)
    iscsi_set_session_type(context, ISCSI_SESSION_NORMAL)
    iscsi_set_targetname(context, address.target)
    iscsi_set_header_digest(context, headerDigest ? ISCSI_HEADER_DIGEST_CRC32C : ISCSI_HEADER_DIGEST_NONE)
    if let chap { iscsi_set_initiator_username_pwd(context, chap.user, chap.secret) }
    if let mutualCHAP { iscsi_set_target_username_pwd(context, mutualCHAP.user, mutualCHAP.secret) }
    try check(iscsi_connect_sync(context, address.portal))
    try check(iscsi_login_sync(context))
  }

  /// Closes the connection without a logout, as a host does that dies.
  deinit {
    iscsi_destroy_context(context)
  }

  func logout() throws { try check(iscsi_logout_sync(context)) }

  var error: String { String(cString: iscsi_get_error(context)) }

  private func check(_ result: Int32) throws {
    guard result == 0 else { throw InitiatorError("\(name): \(error)") }
  }
}

/// A command under way.
final class Exchange {
  let task: UnsafeMutablePointer<scsi_task>
  let dataOut: UnsafeMutableBufferPointer<UInt8>
  fileprivate(set) var reply: Reply?

  fileprivate init(cdb: [UInt8], dataOut: [UInt8], dataInLength: Int) throws {
    let direction = !dataOut.isEmpty ? SCSI_XFER_WRITE : dataInLength > 0 ? SCSI_XFER_READ : SCSI_XFER_NONE
    let length = dataOut.isEmpty ? dataInLength : dataOut.count
    var cdb = cdb
    guard let task = scsi_create_task(Int32(cdb.count), &cdb, Int32(bitPattern: direction.rawValue), Int32(length)) else {
      throw InitiatorError("libiscsi refuses a CDB of \(cdb.count) bytes")
    }
    self.task = task
    self.dataOut = .allocate(capacity: dataOut.count)
    _ = self.dataOut.initialize(from: dataOut)
  }

  deinit {
    scsi_free_scsi_task(task)
    dataOut.deallocate()
  }

  fileprivate func finish(status: Int32) {
    let size = task.pointee.datain.data == nil ? 0 : Int(task.pointee.datain.size)
    let data = Array(UnsafeBufferPointer(start: task.pointee.datain.data, count: size))
    reply =
      switch status {
      // libiscsi leaves the two bytes of SenseLength (RFC 7143 11.4.7.1) in front of the sense data.
      case 2: Reply(outcome: senseOutcome(data.dropFirst(2)))
      case 0: Reply(outcome: .good, data: data)
      case 0...0xFF: Reply(outcome: .status(UInt8(status)))
      default: Reply(outcome: .lost)
      }
  }
}

/// Sense key and code of fixed (70h) and descriptor (72h) format.
private func senseOutcome(_ sense: some Collection<UInt8>) -> Outcome {
  let sense = Array(sense) + [UInt8](repeating: 0, count: 18)
  return sense[0] & 0x7E == 0x70
    ? .checkCondition(key: sense[2] & 0xF, code: number(sense[12...13]))
    : .checkCondition(key: sense[1] & 0xF, code: number(sense[2...3]))
}

extension Session {
  /// Hands a command to libiscsi; it leaves as soon as the session is serviced.
  func send(_ cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0) throws -> Exchange {
    let exchange = try Exchange(cdb: cdb, dataOut: dataOut, dataInLength: dataInLength)
    exchanges.append(exchange)
    var data = iscsi_data(size: exchange.dataOut.count, data: dataOut.isEmpty ? nil : exchange.dataOut.baseAddress)
    let callback: iscsi_command_cb = { _, status, _, pointer in
      guard let pointer else { return }
      Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue().finish(status: status)
    }
    // Not retained: `exchanges` keeps it longer than the context lives.
    let pointer = Unmanaged.passUnretained(exchange).toOpaque()
    let result = iscsi_scsi_command_async(context, unit, exchange.task, callback, &data, pointer)
    guard result == 0 else { throw InitiatorError("\(name): \(error)") }
    return exchange
  }

  func perform(_ cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0) throws -> Reply {
    try finish(try send(cdb, dataOut: dataOut, dataInLength: dataInLength))
  }

  func finish(_ exchange: Exchange) throws -> Reply {
    try service { exchange.reply != nil }
    return exchange.reply ?? Reply(outcome: .lost)
  }

  /// Whether a status comes while the target stays silent for at most so long.
  func isAnswered(_ exchange: Exchange, withinMilliseconds silence: Int32) throws -> Bool {
    while exchange.reply == nil {
      var socket = pollfd(fd: iscsi_get_fd(context), events: Int16(iscsi_which_events(context)), revents: 0)
      guard poll(&socket, 1, silence) > 0 else { return false }
      guard iscsi_service(context, Int32(socket.revents)) == 0 else { throw InitiatorError("\(name): \(error)") }
    }
    return true
  }

  /// Sends and receives until something is so; gives up when the target says nothing for 30 s.
  ///
  /// - Parameter take: asked before bytes that have arrived go to libiscsi; true when it took them off the socket.
  func service(taking take: () -> Bool = { false }, until done: () -> Bool) throws {
    var idleSeconds = 0
    while !done() {
      let descriptor = iscsi_get_fd(context)
      guard descriptor >= 0 else { throw InitiatorError("\(name): the connection is gone") }
      guard idleSeconds < 30 else { throw InitiatorError("\(name): no answer in \(idleSeconds) s") }
      var socket = pollfd(fd: descriptor, events: Int16(iscsi_which_events(context)), revents: 0)
      if poll(&socket, 1, 1000) == 0 { idleSeconds += 1 }
      if socket.revents & Int16(POLLIN) != 0, take() { continue }
      guard iscsi_service(context, Int32(socket.revents)) == 0 else { throw InitiatorError("\(name): \(error)") }
    }
  }

  /// Task management; the response code of RFC 7143 11.6.1, 0 for function complete.
  func manage(_ function: TaskManagement, _ exchange: Exchange? = nil) throws -> UInt32 {
    let answer = UnsafeMutablePointer<UInt32?>.allocate(capacity: 1)
    answer.initialize(to: nil)
    defer { answer.deallocate() }
    let callback: iscsi_command_cb = { _, status, response, pointer in
      let code = status == 0 ? response?.load(as: UInt32.self) : nil
      pointer?.storeBytes(of: code ?? .max, as: UInt32?.self)
    }
    let result = iscsi_task_mgmt_async(
      context, unit, iscsi_task_mgmt_funcs(function.rawValue), exchange?.task.pointee.itt ?? .max,
      exchange?.task.pointee.cmdsn ?? 0, callback, answer)
    guard result == 0 else { throw InitiatorError("\(name): \(error)") }
    try service { answer.pointee != nil }
    return answer.pointee ?? .max
  }
}

/// Task management functions by the codes of RFC 7143 11.5.1.
enum TaskManagement: UInt32 {
  case abortTask = 1
  case abortTaskSet = 2
  case clearTaskSet = 4
  case unitReset = 5
  case targetWarmReset = 6
  case targetColdReset = 7
}
