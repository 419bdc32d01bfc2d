import Glibc

/// The sessions by name, and what a line can ask of them: NAME VERB and what the verb needs. Keys and CDBs are hexadecimal.
struct Script {
  private var sessions: [String: Session] = [:]
  /// Writes that were left unanswered, one a session.
  private var unanswered: [String: Exchange] = [:]
  /// Writes whose data the target has asked for and not got, one a session.
  private var withheld: [String: WithheldWrite] = [:]

  /// Runs one line; what came of it.
  mutating func run(_ words: [String]) throws -> String {
    let (name, verb, operands) = (words[0], words[1], Operands(Array(words.dropFirst(2))))
    switch verb {
    case "login":
      sessions[name] = try logIn(name, operands)
      return "logged in"
    case "relogin":
      sessions[name] = try logInAgain(name, operands)
      return "logged in"
    default: break
    }
    guard let session = sessions[name] else { throw InitiatorError("no session \(name)") }
    switch verb {
    case "logout":
      try session.logout()
      sessions[name] = nil
      return "logged out"
    case "die":
      (sessions[name], unanswered[name], withheld[name]) = (nil, nil, nil)
      return "connection closed without a logout"
    case "write-until-stuck":
      return try writeUntilStuck(session, name, block: try operands.number(0), byte: try operands.byte(1))
    case "withhold":
      let write = try session.withholdWrite(block: try operands.number(0), try operands.byte(1))
      (withheld[name], unanswered[name]) = (write, write.exchange)
      return "R2T received, no data sent"
    case "deliver":
      guard let write = withheld.removeValue(forKey: name) else { throw InitiatorError("nothing was withheld") }
      return session.deliver(write) ? "data sent" : "the connection is gone"
    case "finish":
      guard let exchange = unanswered.removeValue(forKey: name) else { throw InitiatorError("nothing was left unanswered") }
      return "\(try session.finish(exchange).outcome)"
    default:
      return describe(try perform(verb, operands, on: session))
    }
  }

  private func logIn(_ name: String, _ operands: Operands) throws -> Session {
    let address = Session.Address(portal: try operands.text(0), target: try operands.text(1))
    let unit = operands.words.count > 2 ? Int(try operands.number(2)) : 0
    let iqn = "iqn.2026-11.org.example.initiator:" + name.lowercased()
    return try Session(address, name: iqn, port: 1, unit: unit)
  }

  /// Asks twice a second, for a minute at most, until the target lets it in.
  private func logInAgain(_ name: String, _ operands: Operands) throws -> Session {
    for _ in 0..<120 {
      if let session = try? logIn(name, operands) { return session }
      poll(nil, 0, 500)
    }
    return try logIn(name, operands)
  }

  private func perform(_ verb: String, _ operands: Operands, on session: Session) throws -> Reply {
    switch verb {
    case "register":
      return Reply(outcome: try session.reserveOut(.register, key: 0, actionKey: try operands.hex(0)))
    case "reserve":
      return Reply(outcome: try session.reserveOut(.reserve, key: try operands.hex(0), type: try operands.type(1)))
    case "preempt", "preempt-and-abort":
      let (key, victim, type) = (try operands.hex(0), try operands.hex(1), try operands.type(2))
      let action = verb == "preempt" ? ReserveOut.preempt : .preemptAndAbort
      return Reply(outcome: try session.reserveOut(action, key: key, actionKey: victim, type: type))
    case "ready":
      _ = try session.unitAttentions()
      return Reply(outcome: .good)
    case "write": return Reply(outcome: try session.write(block: try operands.number(0), try operands.byte(1)))
    case "read": return try session.read(block: try operands.number(0))
    case "cdb":
      return try session.perform(try operands.bytes(0), dataOut: try operands.bytes(1), dataInLength: 4096)
    default: throw InitiatorError("no such verb")
    }
  }

  /// Ten writes a second for a minute at most, until the target does not answer one within half a second.
  private mutating func writeUntilStuck(_ session: Session, _ name: String, block: UInt32, byte: UInt8) throws -> String {
    for count in 0..<600 {
      let exchange = try session.startWrite(block: block, byte)
      guard try session.isAnswered(exchange, withinMilliseconds: 500) else {
        unanswered[name] = exchange
        return "\(count) times GOOD, then no answer within half a second"
      }
      let outcome = try session.finish(exchange).outcome
      guard outcome == .good else { return "\(count) times GOOD, then \(outcome)" }
      poll(nil, 0, 100)
    }
    throw InitiatorError("every write was answered")
  }

  /// Status, and the data: in short where they are one byte repeated.
  private func describe(_ reply: Reply) -> String {
    guard let first = reply.data.first else { return "\(reply.outcome)" }
    let isUniform = reply.data.count > 1 && reply.data.allSatisfy { $0 == first }
    let digits = (isUniform ? [first] : reply.data).map { String(hex(UInt64($0), digits: 2).dropLast()) }.joined()
    return "\(reply.outcome), " + (isUniform ? "\(reply.data.count) bytes of \(digits)h" : digits)
  }
}

/// What follows the verb.
private struct Operands {
  let words: [String]
  init(_ words: [String]) { self.words = words }

  func text(_ index: Int) throws -> String {
    guard words.indices.contains(index) else { throw InitiatorError("operand \(index + 1) is missing") }
    return words[index]
  }

  func number(_ index: Int) throws -> UInt32 { try value(index) { UInt32($0) } }
  func byte(_ index: Int) throws -> UInt8 { try value(index) { UInt8($0, radix: 16) } }
  func hex(_ index: Int) throws -> UInt64 { try value(index) { UInt64($0, radix: 16) } }
  func type(_ index: Int) throws -> ReservationType { try value(index) { UInt8($0).flatMap(ReservationType.init) } }

  /// Pairs of hexadecimal digits; none where the operand is missing.
  func bytes(_ index: Int) throws -> [UInt8] {
    guard words.indices.contains(index) else { return [] }
    let digits = Array(words[index])
    return try stride(from: 0, to: digits.count, by: 2).map { start in
      guard let byte = UInt8(String(digits[start..<min(start + 2, digits.count)]), radix: 16) else {
        throw InitiatorError("not hexadecimal: \(words[index])")
      }
      return byte
    }
  }

  private func value<Value>(_ index: Int, _ parse: (String) -> Value?) throws -> Value {
    let word = try text(index)
    guard let value = parse(word) else { throw InitiatorError("not understood: \(word)") }
    return value
  }
}
