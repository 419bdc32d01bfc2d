import Testing

@testable import weir_initiator

/// Two hosts and the array between them: the victim A comes through the first target port, the survivor B through the second.
struct Cluster {
  let scratch: Scratch
  let server: Server
  let a: Session
  let b: Session

  static let keyA: UInt64 = 0xA
  static let keyB: UInt64 = 0xB
  /// The block that both write, and what they write into it.
  static let block: UInt32 = 8
  static let (old, new): (UInt8, UInt8) = (0xAA, 0xBB)

  init(scratch: Scratch, server: Server, a: Session, b: Session) {
    (self.scratch, self.server, self.a, self.b) = (scratch, server, a, b)
  }

  init(tas: Bool = false) throws {
    scratch = try Scratch()
    server = try Server(tas: tas, scratch: scratch)
    a = try Self.login(server, "a", through: 0)
    b = try Self.login(server, "b", through: 1)
  }

  /// A session without unit attentions: those of logging in have been read.
  static func login(_ server: Server, _ host: String, through port: Int, isid: UInt16 = 1) throws -> Session {
    let session = try Session(server.ports[port], name: "iqn.2026-11.org.example.host:" + host, port: isid)
    _ = try session.unitAttentions()
    return session
  }

  /// Both register; one of them, if any, takes the reservation.
  func register(holder: Session?, type: ReservationType = .writeExclusiveRegistrantsOnly, persist: Bool = false) throws {
    try #require(a.reserveOut(.register, key: 0, actionKey: Self.keyA, persist: persist) == .good)
    try #require(b.reserveOut(.register, key: 0, actionKey: Self.keyB, persist: persist) == .good)
    if let holder {
      let key = holder === a ? Self.keyA : Self.keyB
      try #require(holder.reserveOut(.reserve, key: key, type: type) == .good)
    }
  }

  func preemptAndAbort(_ victim: UInt64, type: ReservationType = .writeExclusiveRegistrantsOnly) throws -> Outcome {
    try b.reserveOut(.preemptAndAbort, key: Self.keyB, actionKey: victim, type: type)
  }

  func withholdWrite() throws -> WithheldWrite { try a.withholdWrite(block: Self.block, Self.old) }

  /// B writes, A's late data arrive, and B still reads what B wrote; A's command never gets GOOD.
  func expectLateDataLost(_ write: WithheldWrite, from session: Session? = nil) throws {
    let session = session ?? a
    try #expect(b.write(block: Self.block, Self.new) == .good)
    session.deliver(write)
    // An answer to what follows the data on the same connection shows that the target has had them.
    try #expect(session.perform(CDB.inquiry, dataInLength: 36).outcome == .good)
    try #expect(b.read(block: Self.block) == Reply(outcome: .good, data: blockFull(of: Self.new)))
    #expect(write.exchange.reply?.outcome != .good)
  }

  /// What A is told of a write that was aborted: TASK ABORTED, or nothing and a unit attention.
  func expectAborted(_ write: WithheldWrite, tas: Bool) throws {
    if tas {
      try #expect(a.finish(write.exchange).outcome == .taskAborted)
    } else {
      #expect(write.exchange.reply == nil)
    }
  }
}

/// Additional sense codes with their qualifiers (SPC-4 annex F).
enum Code {
  static let reservationsPreempted: UInt16 = 0x2A03
  static let reservationsReleased: UInt16 = 0x2A04
  static let registrationsPreempted: UInt16 = 0x2A05
  static let commandsCleared: UInt16 = 0x2F00
  static let invalidFieldInParameterList: UInt16 = 0x2600
}
