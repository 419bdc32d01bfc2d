import Testing

@testable import weir_initiator

/// What becomes of registrations and commands when sessions come and go.
@Suite(.timeLimit(.minutes(2)))
struct SessionTests {
  @Test("Login with the same ISID ends the old session and its write; the registration is still there to be preempted")
  func sameISID() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    let again = try Session(cluster.server.ports[0], name: cluster.a.name, port: 1)
    // The loss of the I_T nexus is told first (SAM-5: the 29h family comes before a conflict), and once.
    let lost = try again.write(block: Cluster.block + 1, Cluster.old)
    guard case .checkCondition(key: 0x6, let code) = lost else {
      Issue.record("expected a unit attention, not \(lost)")
      return
    }
    #expect(code >> 8 == 0x29)
    try #expect(again.unitAttentions() == [])
    try #expect(again.write(block: Cluster.block + 1, Cluster.old) == .good, "the same I_T nexus: still registered")
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try #expect(cluster.b.write(block: Cluster.block, Cluster.new) == .good)
    cluster.a.deliver(write)
    try #expect(again.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    try #expect(cluster.b.read(block: Cluster.block).data == blockFull(of: Cluster.new))
  }

  @Test("Login with a new ISID is a new, unregistered nexus; the old one is preempted with its write")
  func newISID() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    let other = try Cluster.login(cluster.server, "a", through: 0, isid: 2)
    try #expect(other.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    try #expect(
      other.reserveOut(.reserve, key: Cluster.keyA, type: .writeExclusiveRegistrantsOnly) == .reservationConflict)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectLateDataLost(write)
    try cluster.expectAborted(write, tas: false)
    try #expect(other.unitAttentions() == [], "the new nexus has lost nothing")
  }

  @Test("A preempted host that registers again writes again: types 5 to 8 fence only those who do not ask")
  func registersAgain() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    _ = try cluster.a.unitAttentions()
    try #expect(cluster.a.reserveOut(.register, key: 0, actionKey: Cluster.keyA) == .good)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .good)
  }

  @Test("Logout keeps registration and reservation")
  func logout() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    try cluster.a.logout()
    try #expect(cluster.b.readKeys().keys.sorted() == [Cluster.keyA, Cluster.keyB])
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (Cluster.keyA, .writeExclusiveRegistrantsOnly))
    try #expect(cluster.b.write(block: Cluster.block, Cluster.new) == .good, "registered under type 5")
  }

  @Test("ABORT TASK takes a withheld write away: its late data are lost")
  func abortTask() throws {
    let cluster = try Cluster()
    let write = try cluster.withholdWrite()
    try #expect(cluster.a.manage(.abortTask, write.exchange) == 0)
    try cluster.expectLateDataLost(write)
    #expect(write.exchange.reply?.outcome != .good)
  }

  @Test("LOGICAL UNIT RESET aborts everybody's writes and keeps persistent reservations")
  func unitReset() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    try #expect(cluster.b.manage(.unitReset) == 0)
    for session in [cluster.a, cluster.b] {
      try #expect(session.unitAttentions().map { $0 >> 8 } == [0x29])
    }
    try cluster.expectLateDataLost(write)
    try #expect(cluster.b.readKeys().keys.sorted() == [Cluster.keyA, Cluster.keyB])
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (Cluster.keyA, .writeExclusiveRegistrantsOnly))
  }
}
