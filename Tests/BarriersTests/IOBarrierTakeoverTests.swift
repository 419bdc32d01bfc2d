import Barriers
import Reservations
import SCSIWire
import Testing

/// Barriers against another host: what the survivor does, and what it costs in commands.
@Suite struct IOBarrierTakeoverTests {
  static func victim(_ path: UInt16, incarnation: UInt32 = 1) -> IOBarrier.Victim {
    .foreignKey(ReservationKey(host: 2, path: path, incarnation: incarnation), token: UInt32(path))
  }

  private let own = (0..<2).map { ReservationKey(host: 1, path: $0) }

  private func keys(_ others: (path: UInt16, incarnation: UInt32)...) -> IOBarrier.Outcome {
    .keys(own + others.map { ReservationKey(host: 2, path: $0.path, incarnation: $0.incarnation) })
  }

  @Test("A takeover removes each key, then looks once for all of them")
  func looksOnce() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    #expect(script.raise(Self.victim(0)) == ["raising takeover 0", "preempt-abort host 2 0#1 type 5 as 0#1 via 0"])
    #expect(script.raise(Self.victim(1)) == ["raising takeover 1"])
    #expect(script.raise(Self.victim(2)) == ["raising takeover 2"])
    #expect(script.good() == ["excluded host 2 0#1", "preempt-abort host 2 1#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 1#1", "preempt-abort host 2 2#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 2#1", "read keys via 0"])
    #expect(script.ends(keys()) == ["done takeover 0", "done takeover 1", "done takeover 2"])
  }

  @Test("A key that came back after GOOD is preempted in its turn, until a look shows none")
  func cameBackAfterGood() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(Self.victim(0))
    #expect(script.good() == ["excluded host 2 0#1", "read keys via 0"])
    #expect(script.ends(keys((0, 2))) == ["preempt-abort host 2 0#2 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 0#2", "read keys via 0"])
    #expect(script.ends(keys((0, 3))) == ["preempt-abort host 2 0#3 type 5 as 0#1 via 0"])
    #expect(script.conflict() == ["read keys via 0"])
    #expect(
      script.ends(keys()) == ["excluded host 2 0#3", "reset via 0"], "gone again by somebody else's hand: quiet is not sure")
    #expect(script.good() == ["read keys via 0"])
    #expect(script.ends(keys()) == ["done takeover 0"])
  }

  @Test("Done is a reset followed by keys without the victim's")
  func cameBackAfterReset() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(Self.victim(0))
    #expect(script.conflict() == ["read keys via 0"])
    #expect(script.ends(keys()) == ["excluded host 2 0#1", "reset via 0"])
    #expect(script.good() == ["read keys via 0"])
    #expect(script.ends(keys((0, 2))) == ["preempt-abort host 2 0#2 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 0#2", "read keys via 0"])
    #expect(script.ends(keys()) == ["done takeover 0"])
  }

  @Test("The survivor knew an old key: the one the host has now is found and removed, on whichever path")
  func oldKeyKnown() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(Self.victim(0))
    _ = script.raise(Self.victim(1))
    #expect(script.conflict() == ["read keys via 0"])
    // Path 1 has a barrier of its own; path 3 is one that the survivor had never heard of.
    #expect(script.ends(keys((1, 1), (3, 7), (0, 4))) == ["preempt-abort host 2 0#4 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 0#4", "preempt-abort host 2 1#1 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 1#1", "read keys via 0"])
    #expect(script.ends(keys((3, 7))) == ["preempt-abort host 2 3#7 type 5 as 0#1 via 0"])
    #expect(script.good() == ["excluded host 2 3#7", "read keys via 0"])
    #expect(script.ends(keys()) == ["done takeover 0", "done takeover 1"])
  }

  @Test("A repeat's GOOD leaves doubt about the first one's aborts, so a reset follows; one reset serves all paths")
  func repeatedRemoval() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    _ = script.raise(Self.victim(0))
    _ = script.raise(Self.victim(1))
    #expect(script.ends(.lost) == ["preempt-abort host 2 0#1 type 5 as 1#1 via 1"])
    #expect(script.good() == ["excluded host 2 0#1", "preempt-abort host 2 1#1 type 5 as 1#1 via 1"])
    #expect(script.conflict() == ["read keys via 1"])
    #expect(script.ends(keys()) == ["excluded host 2 1#1", "reset via 1"])
    #expect(script.good() == ["read keys via 1"])
    #expect(script.ends(keys()) == ["done takeover 0", "done takeover 1"])
  }

  @Test("Two hosts that are taken over at once do not wait for each other")
  func twoVictims() {
    var script = BarrierScript.ready(.preemptAndAbort, paths: 2)
    let other = IOBarrier.Victim.foreignKey(ReservationKey(host: 3, path: 0), token: 9)
    _ = script.raise(Self.victim(0))
    _ = script.raise(other)
    #expect(script.good() == ["excluded host 2 0#1", "read keys via 0"])
    #expect(script.ends(.keys(own + [ReservationKey(host: 3, path: 0)])).first == "done takeover 0")
  }

  @Test(
    "Commands that a barrier costs",
    arguments: [
      // A path of one's own: as it always was. A node of four paths: one look more than its removals.
      (BarrierMethod.preemptAndAbort, false, 1, 5), (.preempt, false, 1, 5), (.rekey, false, 1, 5),
      // Every answer in doubt: for each key PREEMPT, READ KEYS; then one reset, and for a node one look.
      (.preemptAndAbort, true, 3, 10), (.preempt, true, 2, 9),
      (.none, false, 0, 0), (.hold, false, 0, 0), (.logicalUnitReset, false, 1, 4), (.fabricFence, false, 0, 0),
    ])
  func commands(_ method: BarrierMethod, isDoubtful: Bool, ofPath: Int, ofNode: Int) {
    #expect(count(method, isDoubtful, [.ownPath(1)]) == ofPath)
    #expect(count(method, isDoubtful, (0..<4).map { Self.victim($0) }) == ofNode)
  }

  private func count(_ method: BarrierMethod, _ isDoubtful: Bool, _ victims: [IOBarrier.Victim]) -> Int {
    var script = BarrierScript.ready(method, paths: 2)
    let before = script.ticket
    for victim in victims { _ = script.raise(victim) }
    for victim in victims { _ = script.shutOut(victim) }
    for victim in victims { _ = script.waited(victim) }
    while victims.contains(where: script.barrier.isPending) {
      if script.lastCommand.contains("read keys") {
        _ = script.ends(.keys(victims == [.ownPath(1)] ? [own[0]] : own))
      } else if script.lastCommand.contains("preempt") && isDoubtful {
        _ = script.conflict()
      } else {
        _ = script.good()
      }
    }
    return Int(script.ticket - before)
  }
}
