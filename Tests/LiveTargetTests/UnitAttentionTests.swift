import Testing

@testable import weir_initiator

/// Who is told what, by ASC and ASCQ (SPC-4 5.13.11): A and B are registered, C is not.
@Suite(.timeLimit(.minutes(2)))
struct UnitAttentionTests {
  private let cluster: Cluster
  private let c: Session
  private let outsider: Session

  init() throws {
    cluster = try Cluster()
    c = try Cluster.login(cluster.server, "c", through: 0)
    outsider = try Cluster.login(cluster.server, "outsider", through: 1)
    try #require(c.reserveOut(.register, key: 0, actionKey: 0xC) == .good)
  }

  /// Unit attentions of A, B, C and the unregistered outsider since the last call.
  private func attentions() throws -> [[UInt16]] {
    try [cluster.a, cluster.b, c, outsider].map { try $0.unitAttentions().sorted() }
  }

  @Test(
    "RELEASE is told to the other registrants where access of registrants changes: types 5 to 8",
    arguments: [
      ReservationType.writeExclusive, .exclusiveAccess, .writeExclusiveRegistrantsOnly,
      .exclusiveAccessRegistrantsOnly, .writeExclusiveAllRegistrants, .exclusiveAccessAllRegistrants,
    ])
  func release(type: ReservationType) throws {
    try cluster.register(holder: cluster.a, type: type)
    try #expect(cluster.a.reserveOut(.release, key: Cluster.keyA, type: type) == .good)
    let others = type.rawValue >= 5 ? [Code.reservationsReleased] : []
    try #expect(attentions() == [[], others, others, []])
  }

  @Test("Unregistering the holder of type 5 is told as a release; of type 1 it is not", arguments: [1, 5])
  func unregister(type: UInt8) throws {
    let type = try #require(ReservationType(rawValue: type))
    try cluster.register(holder: cluster.a, type: type)
    try #expect(cluster.a.reserveOut(.register, key: Cluster.keyA, actionKey: 0) == .good)
    let others = type == .writeExclusiveRegistrantsOnly ? [Code.reservationsReleased] : []
    try #expect(attentions() == [[], others, others, []])
  }

  @Test("CLEAR is told to every other registrant: reservations preempted")
  func clear() throws {
    try cluster.register(holder: cluster.a)
    try #expect(cluster.b.reserveOut(.clear, key: Cluster.keyB) == .good)
    try #expect(attentions() == [[Code.reservationsPreempted], [], [Code.reservationsPreempted], []])
    try #expect(cluster.b.readKeys().keys == [])
  }

  @Test("PREEMPT of the holder with another type: the victim lost its registration, the others had theirs changed")
  func preemptWithOtherType() throws {
    try cluster.register(holder: cluster.a)
    let outcome = try cluster.b.reserveOut(
      .preempt, key: Cluster.keyB, actionKey: Cluster.keyA, type: .exclusiveAccessRegistrantsOnly)
    #expect(outcome == .good)
    try #expect(attentions() == [[Code.registrationsPreempted], [], [Code.reservationsReleased], []])
  }

  @Test("PREEMPT of a registrant that holds nothing is told to that registrant alone")
  func preemptRegistrant() throws {
    try cluster.register(holder: cluster.b)
    let outcome = try cluster.b.reserveOut(
      .preempt, key: Cluster.keyB, actionKey: Cluster.keyA, type: .writeExclusiveRegistrantsOnly)
    #expect(outcome == .good)
    try #expect(attentions() == [[Code.registrationsPreempted], [], [], []])
  }

  @Test("A unit attention of the 2Ah family stays behind a reservation conflict and is told afterwards")
  func conflictComesFirst() throws {
    try cluster.register(holder: cluster.a)
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    for _ in 0..<2 { try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict) }
    try #expect(cluster.a.unitAttentions() == [Code.registrationsPreempted])
    try #expect(cluster.a.unitAttentions() == [])
  }

  @Test("Registering, reserving and reading are told to nobody")
  func silence() throws {
    try cluster.register(holder: cluster.a)
    try #expect(cluster.a.reserveOut(.register, key: Cluster.keyA, actionKey: 0xA2) == .good)
    _ = try cluster.b.readKeys()
    try #expect(attentions() == [[], [], [], []])
  }
}
