import Barriers
import Reservations
import SCSIWire
import Testing

@Suite struct IOBarrierSetUpTests {
  @Test("Every method registers each path, then reserves through the first", arguments: BarrierMethod.named)
  func sameSetUp(_ method: BarrierMethod) {
    var script = BarrierScript(method, paths: 2)
    #expect(script.started() == ["register 0#1 via 0"])
    #expect(script.good() == ["register 1#1 via 1"])
    #expect(script.good() == ["reserve type 5 as 0#1 via 0"])
    #expect(!script.barrier.isReady)
    #expect(script.good() == ["ready"])
    #expect(script.barrier.isReady)
  }

  @Test("Method names are those of experiment files")
  func names() {
    #expect(BarrierMethod.allCases.map(\.name) == ["none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort"])
    for method in BarrierMethod.named { #expect(BarrierMethod(name: method.name) == method) }
    #expect(BarrierMethod(name: "preempt") == nil)
  }

  @Test("Unit attentions and passing refusals send the same command on the same path again")
  func sentAgain() {
    var script = BarrierScript(.preemptAndAbort, paths: 2)
    _ = script.started()
    for status in [Status.busy, .taskSetFull, .taskAborted] {
      #expect(script.ends(.status(Completion(status))) == ["register 0#1 via 0"])
    }
    #expect(script.unitAttention() == ["register 0#1 via 0"])
    #expect(script.ends(.lost) == ["register 1#1 via 1"], "a path that answers goes first")
    #expect(script.good() == ["register 0#1 via 0"])
    #expect(script.good() == ["reserve type 5 as 0#1 via 0"])
    #expect(script.unitAttention() == ["reserve type 5 as 0#1 via 0"])
    #expect(script.ends(.lost) == ["reserve type 5 as 1#1 via 1"], "any registered path will do")
  }

  @Test("A reservation that another node holds is as good as our own, if it is of the right type")
  func heldByAnother() {
    var script = reserving()
    #expect(script.conflict() == ["read reservation via 0"])
    #expect(script.ends(.reservation(.writeExclusiveRegistrantsOnly)) == ["ready"])
    script = reserving()
    _ = script.conflict()
    #expect(script.ends(.reservation(.exclusiveAccess)) == ["fenced"])
    #expect(script.barrier.isFenced && !script.barrier.isReady)
  }

  @Test("A conflict with nothing held is looked into: our key is gone, or the holder just left")
  func conflictWithNothingHeld() {
    var script = reserving()
    _ = script.conflict()
    #expect(script.ends(.reservation(nil)) == ["read keys via 0"])
    var other = script
    #expect(script.keys((0, 1)) == ["reserve type 5 as 0#1 via 0"])
    #expect(other.ends(.keys([])) == ["fenced"])
    #expect(other.comesBack(0) == [] && other.raise(0) == [], "fenced is the end")
  }

  @Test("A command that the device server will never accept ends the barrier's work")
  func refused() {
    var script = reserving()
    #expect(script.ends(.status(.checkCondition(.invalidFieldInCDB))) == ["fenced"])
  }

  @Test("A path that fails while registering does not hold up the others, and joins later")
  func failsWhileRegistering() {
    var script = BarrierScript(.preemptAndAbort, paths: 2)
    _ = script.started()
    let abandoned = script.ticket
    #expect(script.fails(0) == ["register 1#1 via 1"])
    #expect(script.ends(.status(.good), ticket: abandoned) == [], "its answer comes too late")
    #expect(script.good() == ["reserve type 5 as 1#1 via 1"])
    #expect(script.comesBack(0) == [])
    #expect(script.good() == ["ready", "register 0#1 via 0"])
    #expect(script.good() == ["rejoined 0"])
  }

  @Test("With no path at all set-up waits")
  func noPath() {
    var script = BarrierScript(.preemptAndAbort, paths: 1)
    _ = script.fails(0)
    #expect(script.started() == [])
    #expect(script.comesBack(0) == ["register 0#1 via 0"])
    #expect(script.good() == ["rejoined 0", "reserve type 5 as 0#1 via 0"])
    #expect(script.fails(0) == [])
    #expect(script.comesBack(0) == ["rejoined 0", "reserve type 5 as 0#1 via 0"])
    #expect(script.good() == ["ready"])
  }

  @Test("A barrier raised during set-up waits for the reservation, for without it a lost key shuts nobody out")
  func raisedDuringSetUp() {
    var script = BarrierScript(.preemptAndAbort, paths: 2)
    _ = script.started()
    #expect(script.good() == ["register 1#1 via 1"])
    #expect(script.raise(0) == ["raising 0"])
    #expect(script.good() == ["reserve type 5 as 1#1 via 1"])
    #expect(script.good() == ["ready", "preempt-abort 0#1 type 5 as 1#1 via 1"])
  }

  @Test("The only path, failed while registering and back, makes its registration certain before it preempts itself")
  func onlyPathUncertain() {
    var script = BarrierScript(.preemptAndAbort, paths: 1)
    _ = script.started()
    #expect(script.raise(0) == ["raising 0"])
    #expect(script.comesBack(0) == ["register 0#1 via 0"])
    #expect(script.good() == ["reserve type 5 as 0#1 via 0"])
    #expect(script.good() == ["ready", "preempt-abort 0#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded 0#1", "done 0", "register 0#2 via 0"])
    #expect(script.good() == ["rejoined 0"])
  }

  @Test("Keys: a path's next incarnation differs from all before, and is never 0")
  func keyLayout() {
    let key = ReservationKey(host: 0x1234, path: 0x5678, incarnation: 0x9ABC_DEF0)
    #expect(key.value == 0x1234_5678_9ABC_DEF0)
    #expect(key.host == 0x1234 && key.path == 0x5678 && key.incarnation == 0x9ABC_DEF0)
    #expect(key.nextIncarnation == ReservationKey(host: 0x1234, path: 0x5678, incarnation: 0x9ABC_DEF1))
    #expect(ReservationKey(host: 0, path: 0, incarnation: .max).nextIncarnation != .none)
  }

  /// Two paths registered, RESERVE outstanding on path 0.
  private func reserving() -> BarrierScript {
    var script = BarrierScript(.preemptAndAbort, paths: 2)
    _ = script.started()
    _ = script.good()
    _ = script.good()
    return script
  }
}
