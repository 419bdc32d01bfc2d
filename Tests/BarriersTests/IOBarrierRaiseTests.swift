import Barriers
import Reservations
import SCSIWire
import Testing

@Suite struct IOBarrierRaiseTests {
  @Test("Nothing: done at once, and the path is back as soon as it is seen alive")
  func none() {
    var script = BarrierScript.ready(.none, paths: 2)
    #expect(script.raise(1) == ["raising 1", "done 1"])
    #expect(script.comesBack(1) == ["rejoined 1"])
  }

  @Test("Holds of several victims overlap; a path that comes back waits for its own")
  func hold() {
    var script = BarrierScript.ready(.hold, paths: 3)
    #expect(script.raise(1) == ["raising 1", "wait 10 s for 1"])
    #expect(script.raise(2) == ["raising 2", "wait 10 s for 2"])
    #expect(script.comesBack(1) == [])
    #expect(script.waited(2) == ["done 2"])
    #expect(script.waited(1) == ["done 1", "rejoined 1"])
    #expect(script.waited(1) == [])
  }

  @Test("LOGICAL UNIT RESET goes through a good path, and is repeated through another if its answer is lost")
  func reset() {
    var script = BarrierScript.ready(.logicalUnitReset, paths: 3)
    #expect(script.raise(0) == ["raising 0", "reset via 1"])
    #expect(script.ends(.lost) == ["reset via 2"])
    #expect(script.good() == ["done 0"])
    #expect(script.comesBack(0) == ["rejoined 0"], "its key is where it was")
  }

  @Test("PREEMPT takes the failed path's key through another path; the path comes back under a new key")
  func preempt() {
    var script = BarrierScript.ready(.preempt, paths: 2)
    #expect(script.raise(0) == ["raising 0", "preempt 0#1 type 5 as 1#1 via 1"])
    #expect(script.unitAttention() == ["preempt 0#1 type 5 as 1#1 via 1"])
    #expect(script.good() == ["excluded 0#1", "done 0"])
    #expect(script.barrier.key(ofPath: 0).incarnation == 2)
    #expect(script.comesBack(0) == ["register 0#2 via 0"])
    #expect(script.good() == ["rejoined 0"])
  }

  @Test("A failure without a barrier costs the path neither its key nor a command")
  func failureWithoutBarrier() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    #expect(script.fails(0) == [])
    #expect(script.comesBack(0) == ["rejoined 0"])
    #expect(script.comesBack(0) == [], "it did not fail again")
  }

  @Test("A lost PREEMPT AND ABORT: the key proves to be gone, so a reset stands in for the answer")
  func answerLost() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 3)
    #expect(script.raise(0) == ["raising 0", "preempt-abort 0#1 type 5 as 1#1 via 1"])
    #expect(script.fails(1) == ["preempt-abort 0#1 type 5 as 2#1 via 2"])
    #expect(script.conflict() == ["read keys via 2"])
    #expect(script.keys((1, 1), (2, 1)) == ["excluded 0#1", "reset via 2"])
    #expect(script.good() == ["done 0"])
    #expect(script.comesBack(0) == ["register 0#2 via 0"])
  }

  @Test("For PREEMPT exclusion is all there is: no reset after a lost answer")
  func answerLostPreempt() {
    var script = BarrierScript.ready(.preempt, paths: 3)
    _ = script.raise(0)
    #expect(script.ends(.lost) == ["preempt 0#1 type 5 as 2#1 via 2"])
    #expect(script.conflict() == ["read keys via 2"])
    #expect(script.keys((1, 1), (2, 1)) == ["excluded 0#1", "done 0"])
  }

  @Test("A conflict that the keys do not explain leads to another attempt")
  func conflictUnexplained() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    _ = script.conflict()
    #expect(script.keys((0, 1), (1, 1)) == ["preempt-abort 0#1 type 5 as 1#1 via 1"])
  }

  @Test("Our own key gone through somebody else: stop")
  func fenced() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    _ = script.conflict()
    #expect(script.keys((0, 1)) == ["fenced"])
    #expect(!script.barrier.isPending(against: .ownPath(0)) && !script.barrier.isReady)
  }

  @Test("A pending barrier outlives the loss of the last path")
  func lastPathLost() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    #expect(script.fails(1) == [])
    #expect(script.raise(0) == ["raising 0"])
    #expect(script.barrier.isPending(against: .ownPath(0)))
    #expect(script.comesBack(1) == ["rejoined 1", "preempt-abort 0#1 type 5 as 1#1 via 1"])
    #expect(script.good() == ["excluded 0#1", "done 0"])
  }

  @Test("The victim comes back alone: it preempts itself, then registers anew")
  func victimAlone() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    #expect(script.raise(1) == ["raising 1"])
    #expect(script.comesBack(1) == ["preempt-abort 0#1 type 5 as 1#1 via 1"], "a victim may remove another")
    #expect(script.good() == ["excluded 0#1", "done 0", "preempt-abort 1#1 type 5 as 1#1 via 1"])
    #expect(script.good() == ["excluded 1#1", "done 1", "register 1#2 via 1"])
    #expect(script.good() == ["rejoined 1"])
  }

  @Test("A victim's own key, gone by a PREEMPT of ours whose answer was lost, is no reason to stop")
  func ownPreemptMetLater() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    #expect(script.raise(0) == ["raising 0", "preempt-abort 0#1 type 5 as 1#1 via 1"])
    #expect(script.raise(1) == ["raising 1"])
    #expect(script.comesBack(0) == ["preempt-abort 0#1 type 5 as 0#1 via 0"])
    #expect(script.conflict() == ["read keys via 0"])
    #expect(script.keys((1, 1)) == ["excluded 0#1", "reset via 0"])
    #expect(script.good() == ["done 0", "register 0#2 via 0"])
    #expect(script.good() == ["rejoined 0", "preempt-abort 1#1 type 5 as 0#2 via 0"])
    #expect(script.good() == ["excluded 1#1", "done 1"])
  }

  @Test("A path that comes back before its barrier is done rejoins after it")
  func backBeforeDone() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    #expect(script.comesBack(0) == [])
    #expect(script.good() == ["excluded 0#1", "done 0", "register 0#2 via 0"])
    #expect(script.good() == ["rejoined 0"])
  }

  @Test("A path that fails again while rejoining, its answer lost, is shut out under the key it may have got")
  func failsWhileRejoining() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    _ = script.good()
    #expect(script.comesBack(0) == ["register 0#2 via 0"])
    #expect(script.raise(0) == ["raising 0", "preempt-abort 0#2 type 5 as 1#1 via 1"])
    #expect(script.conflict() == ["read keys via 1"])
    #expect(script.keys((1, 1)) == ["excluded 0#2", "reset via 1"])
    #expect(script.good() == ["done 0"])
    #expect(script.comesBack(0) == ["register 0#3 via 0"])
  }

  @Test("A path whose key is known to be gone needs no command to be shut out")
  func alreadyOut() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(0)
    _ = script.good()
    #expect(script.raise(0) == ["raising 0", "done 0"])
  }

  @Test("A barrier that is pending is not raised twice, and answers under old tickets change nothing")
  func raisedTwice() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 3)
    _ = script.raise(0)
    let abandoned = script.ticket
    #expect(script.raise(0) == [])
    #expect(script.fails(1) == ["preempt-abort 0#1 type 5 as 2#1 via 2"])
    #expect(script.comesBack(1) == ["rejoined 1"])
    #expect(script.ends(.status(.good), ticket: abandoned) == [])
    #expect(script.barrier.isPending(against: .ownPath(0)))
    #expect(script.good() == ["excluded 0#1", "done 0"])
  }

  @Test("Barriers are raised one after the other, oldest first")
  func severalVictims() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 4)
    #expect(script.raise(2) == ["raising 2", "preempt-abort 2#1 type 5 as 0#1 via 0"])
    #expect(script.raise(1) == ["raising 1"])
    #expect(script.raise(3) == ["raising 3"])
    #expect(script.good() == ["excluded 2#1", "done 2", "preempt-abort 1#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded 1#1", "done 1", "preempt-abort 3#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded 3#1", "done 3"])
  }
}
