import Testing

@testable import weir_initiator

/// The end of the process is the array's power failure; `--state` is its non-volatile memory.
@Suite(.timeLimit(.minutes(2)))
struct RestartTests {
  enum End { case asked, killed }

  /// A cluster whose hosts have registered, its end, and the hosts logged in again afterwards.
  private func restart(persist: Bool, by end: End, before: (Cluster) throws -> Void = { _ in }) throws -> Restarted {
    let scratch = try Scratch()
    let state = scratch.path("state")
    let server = try Server(scratch: scratch, state: state)
    let cluster = Cluster(
      scratch: scratch, server: server, a: try Cluster.login(server, "a", through: 0),
      b: try Cluster.login(server, "b", through: 1))
    try cluster.register(holder: cluster.a, persist: persist)
    try before(cluster)
    switch end {
    case .asked: _ = try server.stop()
    case .killed: server.kill()
    }
    let next = try Server(scratch: scratch, state: state)
    let a = try Session(next.ports[0], name: "iqn.2026-11.org.example.host:a", port: 1)
    let first = try a.unitAttentions()
    return Restarted(
      cluster: Cluster(scratch: scratch, server: next, a: a, b: try Cluster.login(next, "b", through: 1)), attentions: first)
  }

  private struct Restarted {
    var cluster: Cluster
    /// What A was told when it came back.
    var attentions: [UInt16]
  }

  @Test("With APTPL=1 registrations and reservation outlive the process", arguments: [End.asked, .killed])
  func persists(end: End) throws {
    let restarted = try restart(persist: true, by: end)
    let cluster = restarted.cluster
    #expect(restarted.attentions.map { $0 >> 8 } == [0x29])
    let (generation, keys) = try cluster.b.readKeys()
    #expect(keys.sorted() == [Cluster.keyA, Cluster.keyB])
    #expect(generation == 0)
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (Cluster.keyA, .writeExclusiveRegistrantsOnly))
    let stranger = try Cluster.login(cluster.server, "c", through: 0)
    try #expect(stranger.write(block: Cluster.block, 0xCC) == .reservationConflict)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectLateDataLost(write)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
  }

  @Test("A change outlives the process also if its initiator was gone before the answer")
  func unansweredChangePersists() throws {
    let scratch = try Scratch()
    let state = scratch.path("state")
    let stall = "faults: [{ name: stall, at: 0s, port_stall: { port: array.controller0.port0, stage: egress, for: 3600s } }]"
    let server = try Server(scratch: scratch, state: state)
    let cluster = Cluster(
      scratch: scratch, server: server, a: try Cluster.login(server, "a", through: 0),
      b: try Cluster.login(server, "b", through: 1))
    try cluster.register(holder: cluster.a, persist: true)
    _ = try server.stop()
    // The first port hears and does not answer: A's CLEAR takes effect, and A is never told.
    let deaf = try Server(scratch: scratch, state: state, more: stall)
    let a = try Session(deaf.ports[0], name: "iqn.2026-11.org.example.host:a", port: 1)
    let list = ParameterList.reserveOut(key: Cluster.keyA, actionKey: 0)
    // The first is answered with a unit attention, which A does not hear either.
    for _ in 0..<2 {
      let clear = try a.send(CDB.reserveOut(.clear, type: nil, listLength: list.count), dataOut: list)
      try #expect(!a.isAnswered(clear, withinMilliseconds: 300))
    }
    let b = try Cluster.login(deaf, "b", through: 1)
    while try !b.readKeys().keys.isEmpty {}
    deaf.kill()
    let next = try Server(scratch: scratch, state: state)
    try #expect(Cluster.login(next, "b", through: 1).readKeys().keys == [])
  }

  @Test("With APTPL=0 they end with it")
  func doesNotPersist() throws {
    let cluster = try restart(persist: false, by: .asked).cluster
    try #expect(cluster.b.readKeys().keys == [])
    try #expect(cluster.b.readReservation() == nil)
    try #expect(cluster.b.write(block: Cluster.block, Cluster.new) == .good)
  }

  @Test("One host that registers again without APTPL disarms it for all")
  func lastRegistrationDecides() throws {
    let cluster = try restart(persist: true, by: .asked) { cluster in
      try #require(
        cluster.b.reserveOut(.registerAndIgnore, key: 0, actionKey: Cluster.keyB, persist: false) == .good)
    }.cluster
    try #expect(cluster.b.readKeys().keys == [])
  }

  @Test("What was written is there after the restart; a write that waited for its data is not")
  func media() throws {
    let cluster = try restart(persist: true, by: .killed) { cluster in
      try #require(cluster.b.write(block: 9, Cluster.new) == .good)
      _ = try cluster.withholdWrite()
    }.cluster
    try #expect(cluster.b.read(block: 9).data == blockFull(of: Cluster.new))
    try #expect(cluster.b.read(block: Cluster.block).data == blockFull(of: 0))
  }
}
