import Barriers
import Reservations
import SCSIWire
import Testing

/// A host with peers that may take it over: after it registered it looks before it writes.
@Suite struct IOBarrierMembershipTests {
  @Test("Set-up looks once, after the last REGISTER")
  func setUp() {
    var script = BarrierScript(.preemptAndAbort, paths: 2, hasPeers: true)
    #expect(script.started() == ["register 0#1 via 0"])
    #expect(script.good() == ["register 1#1 via 1"])
    #expect(script.good() == ["read keys via 0"])
    var other = script
    #expect(script.keys((0, 1), (1, 1)) == ["reserve type 5 as 0#1 via 0"])
    #expect(script.good() == ["ready"])
    #expect(other.keys((1, 1)) == ["fenced"], "taken over in the midst of set-up")
  }

  @Test("A path that registered anew rejoins when the keys of the others are there, and not else")
  func rejoin() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2, hasPeers: true)
    _ = script.raise(1)
    #expect(script.good() == ["excluded 1#1", "done 1"])
    #expect(script.comesBack(1) == ["register 1#2 via 1"])
    #expect(script.good() == ["read keys via 0"])
    #expect(!script.barrier.isInService(1))
    var other = script
    #expect(script.keys((0, 1), (1, 2)) == ["rejoined 1"])
    #expect(other.keys((1, 2)) == ["fenced"])
    #expect(!other.barrier.isInService(0) && !other.barrier.isInService(1))
  }

  @Test("A lost look is repeated, and a path that registers meanwhile wants another")
  func lookLost() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 3, hasPeers: true)
    _ = script.raise(1)
    _ = script.good()
    _ = script.comesBack(1)
    #expect(script.good() == ["read keys via 0"])
    #expect(script.ends(.lost) == ["read keys via 1"])
    #expect(script.unitAttention() == ["read keys via 1"])
    #expect(script.keys((0, 1), (1, 2), (2, 1)) == ["rejoined 1"])
  }

  @Test("Who may have been taken over takes nobody over before it has looked")
  func looksBeforeItTakesOver() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2, hasPeers: true)
    _ = script.raise(1)
    _ = script.good()
    _ = script.comesBack(1)
    #expect(script.raise(IOBarrierTakeoverTests.victim(0)) == ["raising takeover 0"])
    #expect(script.good() == ["read keys via 0"])
    var other = script
    #expect(script.keys((0, 1), (1, 2)) == ["rejoined 1", "preempt-abort host 2 0#1 type 5 as 0#1 via 0"])
    #expect(other.keys((1, 2)) == ["fenced"])
  }

  @Test("A host's last path keeps its key, for without one it could not see that it was taken over")
  func lastResort() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 1, hasPeers: true)
    _ = script.raise(0)
    #expect(script.comesBack(0) == ["reset via 0"])
    #expect(script.good() == ["done 0", "rejoined 0"])
    script = BarrierScript.ready(.preempt, paths: 1, hasPeers: true)
    _ = script.raise(0)
    #expect(script.comesBack(0) == ["read keys via 0"])
    var other = script
    #expect(script.keys((0, 1)) == ["done 0", "rejoined 0"])
    #expect(other.ends(.keys([])) == ["fenced"])
  }

  @Test("But not if a PREEMPT of that key may still be on its way: it would hit the path again")
  func lastResortInDoubt() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2, hasPeers: true)
    #expect(script.raise(0) == ["raising 0", "preempt-abort 0#1 type 5 as 1#1 via 1"])
    #expect(script.raise(1) == ["raising 1"])
    #expect(script.comesBack(0) == ["preempt-abort 0#1 type 5 as 0#1 via 0"])
    #expect(script.good().prefix(2) == ["excluded 0#1", "done 0"])
  }

  @Test("A key that was certainly there and that no PREEMPT of ours took: this host is being taken over")
  func ownBarrierFindsTheKeyGone() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2, hasPeers: true)
    _ = script.raise(1)
    #expect(script.conflict() == ["read keys via 0"])
    #expect(script.keys((0, 1)) == ["fenced"])
  }

  @Test("After fenced nothing follows, whatever happens", arguments: [false, true])
  func fencedForEver(_ hasPeers: Bool) {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2, hasPeers: hasPeers)
    _ = script.raise(1)
    let ticket = script.ticket
    _ = script.conflict()
    #expect(script.ends(.keys([])) == ["fenced"])
    #expect(script.started() == [] && script.raise(0) == [] && script.raise(IOBarrierTakeoverTests.victim(0)) == [])
    #expect(script.fails(0) == [] && script.appears(0) == [] && script.comesBack(0) == [] && script.loggedIn(0) == [])
    #expect(script.waited(1) == [] && script.shutOut(.ownPath(1)) == [])
    #expect(script.ends(.status(.good), ticket: ticket) == [] && script.ends(.keys([]), ticket: ticket + 1) == [])
    #expect(script.barrier.isFenced && !script.barrier.isReady)
  }
}
