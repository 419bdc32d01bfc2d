import Testing

@testable import weir_initiator

/// What aborts nothing: the window in which late data land.
@Suite(.timeLimit(.minutes(2)))
struct PreemptTests {
  @Test("Plain PREEMPT aborts nothing: late data land on what B wrote, and A gets GOOD")
  func plainPreempt() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    let preempted = try cluster.b.reserveOut(
      .preempt, key: Cluster.keyB, actionKey: Cluster.keyA, type: .writeExclusiveRegistrantsOnly)
    #expect(preempted == .good)
    try #expect(cluster.b.write(block: Cluster.block, Cluster.new) == .good)
    cluster.a.deliver(write)
    try #expect(cluster.a.finish(write.exchange).outcome == .good)
    try #expect(cluster.b.read(block: Cluster.block).data == blockFull(of: Cluster.old))
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    try #expect(cluster.a.unitAttentions() == [Code.registrationsPreempted])
  }

  @Test("REGISTER AND MOVE aborts nothing; the host that gave everything away is kept out from then on")
  func moveAndUnregister() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    let moved: UInt64 = 0xB2
    try #expect(
      cluster.a.move(key: Cluster.keyA, actionKey: moved, to: cluster.b, targetPort: 2, unregister: true) == .good)
    let reservation = try #require(try cluster.b.readReservation())
    #expect(reservation == (moved, .writeExclusiveRegistrantsOnly))
    try #expect(cluster.b.readKeys().keys == [moved])
    // Nobody is registered under A's key any more: its command is out of reach.
    try #expect(
      cluster.b.reserveOut(.preemptAndAbort, key: moved, actionKey: Cluster.keyA, type: .writeExclusiveRegistrantsOnly)
        == .reservationConflict)
    cluster.a.deliver(write)
    try #expect(cluster.a.finish(write.exchange).outcome == .good)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
  }

  @Test("After REGISTER AND MOVE without UNREG the mover can still be preempted with its commands")
  func moveThenPreempt() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let write = try cluster.withholdWrite()
    try #expect(
      cluster.a.move(key: Cluster.keyA, actionKey: Cluster.keyB, to: cluster.b, targetPort: 2, unregister: false) == .good)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectLateDataLost(write)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
  }

  @Test("REGISTER AND MOVE to the mover's own port, or with key 0, is an invalid parameter list")
  func invalidMove() throws {
    let cluster = try Cluster()
    try cluster.register(holder: cluster.a)
    let invalid = Outcome.illegalRequest(Code.invalidFieldInParameterList)
    try #expect(
      cluster.a.move(key: Cluster.keyA, actionKey: 0xC, to: cluster.a, targetPort: 1, unregister: false) == invalid)
    try #expect(cluster.a.move(key: Cluster.keyA, actionKey: 0, to: cluster.b, targetPort: 2, unregister: false) == invalid)
    try #expect(
      cluster.b.move(key: Cluster.keyB, actionKey: 0xC, to: cluster.a, targetPort: 1, unregister: false)
        == .reservationConflict)
  }
}
