import Barriers
import Reservations
import SCSIWire
import Testing

/// What compositions beyond the five of old do, step by step.
@Suite struct IOBarrierCompositionTests {
  private let victim = IOBarrierTakeoverTests.victim(0)
  private let takeover = ["raising takeover 0"]

  @Test("fabric-fence: the switch confirms, then it is done; an own path is not its business")
  func fabricFence() {
    var script = BarrierScript.ready(.fabricFence, paths: 2)
    #expect(script.raise(victim) == takeover + ["disable port of takeover 0"])
    #expect(script.waited(victim) == [] && script.barrier.isPending(against: victim))
    #expect(script.shutOut(victim) == ["done takeover 0"])
    #expect(script.shutOut(victim) == [], "confirmed twice")
    #expect(script.raise(1) == ["raising 1", "done 1"])
    #expect(script.comesBack(1) == ["rejoined 1"])
  }

  @Test("stonith and then a reset; against an own path the reset alone")
  func stonith() {
    let method = BarrierMethod(exclusion: .stonith, quiescence: .reset, rejoin: .relogin)
    var script = BarrierScript.ready(method, paths: 2)
    #expect(script.raise(victim) == takeover + ["power off takeover 0"])
    #expect(script.shutOut(victim) == ["reset via 0"])
    #expect(script.good() == ["done takeover 0"])
    #expect(script.raise(1) == ["raising 1", "reset via 0"])
    #expect(script.good() == ["done 1"])
  }

  @Test("watchdog waits for another host, not for a path")
  func watchdog() {
    var script = BarrierScript.ready(.watchdog, paths: 2)
    #expect(script.raise(victim) == takeover + ["wait 10 s for takeover 0"])
    #expect(script.raise(1) == ["raising 1", "done 1"])
    #expect(script.waited(victim) == ["done takeover 0"])
  }

  @Test("A hold has its own length, and begins when the exclusion is certain")
  func holdAfterPreempt() {
    let method = BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: 3_000_000_000))
    var script = BarrierScript.ready(method, paths: 2)
    #expect(script.raise(victim) == takeover + ["preempt host 2 0#1 type 5 as 0#1 via 0"])
    #expect(script.waited(victim) == [])
    #expect(script.good() == ["excluded host 2 0#1", "wait 3 s for takeover 0"])
    #expect(script.waited(victim) == ["read keys via 0"], "the look comes last")
    let own = [ReservationKey(host: 1, path: 0), ReservationKey(host: 1, path: 1)]
    #expect(script.ends(.keys(own + [ReservationKey(host: 2, path: 0, incarnation: 2)])).first?.contains("0#2") == true)
    #expect(script.good() == ["excluded host 2 0#2", "wait 3 s for takeover 0"], "what came back may have written")
    #expect(script.waited(victim) == ["read keys via 0"])
    #expect(script.ends(.keys(own)) == ["done takeover 0"])
  }

  @Test("A hold after PREEMPT AND ABORT without an answer begins after the reset that stands in for it")
  func holdAfterReset() {
    let method = BarrierMethod(exclusion: .preemptAndAbort, quiescence: .hold(nanoseconds: 3_000_000_000))
    var script = BarrierScript.ready(method, paths: 3)
    _ = script.raise(0)
    _ = script.fails(1)
    #expect(script.conflict() == ["read keys via 2"])
    #expect(script.keys((1, 1), (2, 1)) == ["excluded 0#1", "reset via 2"])
    #expect(script.good() == ["wait 3 s for 0"])
    #expect(script.waited(0) == ["done 0"])
  }

  @Test("immediate: a path that is seen again registers before anything was answered on it; drained waits for the checker")
  func immediate() {
    let method = BarrierMethod(exclusion: .preempt, quiescence: .answer, rejoin: .immediate)
    var script = BarrierScript.ready(method, paths: 2)
    _ = script.raise(1)
    _ = script.good()
    #expect(script.appears(1) == ["register 1#2 via 1"])
    #expect(script.good() == ["rejoined 1"])
    #expect(script.comesBack(1) == [])
    script = BarrierScript.ready(.preempt, paths: 2)
    _ = script.raise(1)
    _ = script.good()
    #expect(script.appears(1) == [])
    #expect(script.comesBack(1) == ["register 1#2 via 1"])
  }

  @Test("relogin: a path comes back as another nexus under the next key, and rejoins after the barrier against the old one")
  func relogin() {
    var script = BarrierScript.ready(.rekey, paths: 2)
    #expect(script.raise(1) == ["raising 1", "preempt-abort 1#1 type 5 as 0#1 via 0"])
    #expect(script.barrier.key(ofPath: 1).incarnation == 2)
    #expect(script.appears(1) == ["relogin 1"])
    #expect(script.good() == ["excluded 1#1", "done 1"])
    #expect(script.comesBack(1) == [], "it has no identifier to speak under")
    #expect(script.loggedIn(1) == ["register 1#2 via 1"])
    #expect(script.loggedIn(1) == [])
    #expect(script.good() == ["rejoined 1"])
  }

  @Test("relogin of the only path: the new nexus removes the key of the old one")
  func reloginAlone() {
    var script = BarrierScript.ready(.rekey, paths: 1)
    #expect(script.raise(0) == ["raising 0"])
    #expect(script.comesBack(0) == ["relogin 0"])
    #expect(script.fails(0) == [])
    #expect(script.loggedIn(0) == [], "it failed meanwhile")
    #expect(script.comesBack(0) == ["relogin 0"])
    #expect(script.loggedIn(0) == ["register 0#2 via 0"])
    #expect(script.good() == ["preempt-abort 0#1 type 5 as 0#2 via 0"])
    #expect(script.good() == ["excluded 0#1", "done 0", "rejoined 0"])
  }

  @Test("Folded: equal for equal futures, whatever the tickets and tokens; different otherwise")
  func fold() {
    // Equal futures: another token, and tickets that went another way.
    var one = BarrierScript.ready(.preemptAndAbort, paths: 2)
    var other = one
    _ = other.fails(1)
    _ = other.comesBack(1)
    #expect(Self.folded(one) == Self.folded(other))
    _ = one.raise(.foreignKey(ReservationKey(host: 2, path: 0), token: 1))
    #expect(Self.folded(one) != Self.folded(other))
    _ = other.raise(.foreignKey(ReservationKey(host: 2, path: 0), token: 2))
    _ = other.unitAttention()
    #expect(one.barrier != other.barrier && Self.folded(one) == Self.folded(other))
    _ = one.good()
    #expect(Self.folded(one) != Self.folded(other))
  }

  static func folded(_ script: BarrierScript) -> [UInt64] {
    var words: [UInt64] = []
    script.barrier.fold { words.append($0) }
    return words
  }
}
