import Testing

@testable import weir_initiator

/// A's WRITE has its R2T and keeps its data; B sends PREEMPT AND ABORT.
@Suite(.timeLimit(.minutes(2)))
struct PreemptAndAbortTests {
  @Test(
    "Late data of a preempted and aborted write change nothing; TASK ABORTED comes if and only if TAS=1",
    arguments: [false, true])
  func lateDataAreLost(tas: Bool) throws {
    let cluster = try Cluster(tas: tas)
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    // GOOD came before A's data: the array waits for nothing that a dead host would have to send.
    try cluster.expectLateDataLost(write)
    try cluster.expectAborted(write, tas: tas)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    try #expect(cluster.b.readKeys().keys == [Cluster.keyB])
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (Cluster.keyB, .writeExclusiveRegistrantsOnly))
  }

  @Test("The victim is told why: registrations preempted, and with TAS=0 commands cleared", arguments: [false, true])
  func unitAttentions(tas: Bool) throws {
    let cluster = try Cluster(tas: tas)
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    let expected = tas ? [Code.registrationsPreempted] : [Code.registrationsPreempted, Code.commandsCleared]
    try #expect(cluster.a.unitAttentions().sorted() == expected)
    try #expect(cluster.b.unitAttentions() == [])
    cluster.a.deliver(write)
  }

  @Test("A victim that holds nothing loses its commands as a holder does")
  func victimWithoutReservation() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.b)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectLateDataLost(write)
    try cluster.expectAborted(write, tas: false)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
  }

  @Test("Without a reservation the write is aborted, and the next one is not kept out")
  func noReservation() throws {
    let cluster = try Cluster()
    try cluster.register(holder: nil)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectLateDataLost(write)
    #expect(write.exchange.reply == nil)
    _ = try cluster.a.unitAttentions()
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .good)
  }

  @Test("The key that counts is the victim's key of now, not the one its command came under")
  func changedKey() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    let newKey: UInt64 = 0xA2
    try #expect(cluster.a.reserveOut(.register, key: Cluster.keyA, actionKey: newKey) == .good)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .reservationConflict)
    try #expect(cluster.preemptAndAbort(newKey) == .good)
    try cluster.expectLateDataLost(write)
    try cluster.expectAborted(write, tas: false)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
  }

  @Test("A bystander under another key keeps its command")
  func bystander() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let c = try Cluster.login(cluster.server, "c", through: 0)
    try #expect(c.reserveOut(.register, key: 0, actionKey: 0xC) == .good)
    let write = try cluster.withholdWrite()
    let other = try c.withholdWrite(block: 9, 0xCC)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    c.deliver(other)
    try #expect(c.finish(other.exchange).outcome == .good)
    try cluster.expectLateDataLost(write)
    try #expect(cluster.b.read(block: 9).data == blockFull(of: 0xCC))
  }

  @Test("All registrants and key 0: every registrant's commands go, the preemptor's own too")
  func allRegistrants() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a, type: .writeExclusiveAllRegistrants)
    let c = try Cluster.login(cluster.server, "c", through: 0)
    try #expect(c.reserveOut(.register, key: 0, actionKey: 0xC) == .good)
    let writes = [
      try cluster.withholdWrite(), try c.withholdWrite(block: 9, 0xCC), try cluster.b.withholdWrite(block: 10, 0xBB),
    ]
    try #expect(cluster.preemptAndAbort(0) == .good)
    try cluster.expectLateDataLost(writes[0])
    c.deliver(writes[1])
    cluster.b.deliver(writes[2])
    for session in [cluster.a, c] {
      try #expect(session.write(block: 9, 0xCC) == .reservationConflict)
      try #expect(session.unitAttentions().sorted() == [Code.registrationsPreempted, Code.commandsCleared])
    }
    for block: UInt32 in [9, 10] { try #expect(cluster.b.read(block: block).data == blockFull(of: 0)) }
    #expect(writes.allSatisfy { $0.exchange.reply == nil })
    try #expect(cluster.b.readKeys().keys == [Cluster.keyB])
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (Cluster.keyB, .writeExclusiveRegistrantsOnly))
  }
}
