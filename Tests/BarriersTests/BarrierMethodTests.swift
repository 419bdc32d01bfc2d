import Barriers
import SCSIWire
import Testing

/// Methods as values composed of parts.
@Suite struct BarrierMethodTests {
  @Test("Names are those of experiment files")
  func names() {
    #expect(
      BarrierMethod.named.map(\.name) == [
        "none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort", "pr-rekey", "watchdog", "fabric-fence", "stonith",
      ])
    for method in BarrierMethod.named {
      #expect(BarrierMethod(name: method.name) == method && method.isNamed && method.isLegal)
    }
  }

  @Test(
    "A method with a name prints that, another its parts; durations in the largest unit that loses nothing",
    arguments: [
      ("hold:1ns", BarrierMethod.hold(nanoseconds: 1)), ("hold:1500ms", .hold(nanoseconds: 1_500_000_000)),
      ("hold:120s", .hold(nanoseconds: 120_000_000_000)), ("watchdog:7us", .watchdog(nanoseconds: 7_000)),
      ("preempt+reset+relogin", BarrierMethod(exclusion: .preempt, quiescence: .reset, rejoin: .relogin)),
      ("preempt+hold:10s+drained", BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: 10_000_000_000))),
      ("none+answer+drained", BarrierMethod(exclusion: .none, quiescence: .answer)),
    ])
  func shortForm(text: String, method: BarrierMethod) {
    #expect(method.name == text)
    #expect(BarrierMethod(name: text) == method)
  }

  @Test("Other spellings of a method are read, what is no method is not")
  func spellings() {
    #expect(BarrierMethod(name: "none+hold+drained") == .hold && BarrierMethod(name: "hold:10s") == .hold)
    #expect(BarrierMethod(name: "preempt-abort+answer+drained") == .preemptAndAbort)
    #expect(BarrierMethod(name: "hold:2min") == .hold(nanoseconds: 120_000_000_000))
    #expect(BarrierMethod(name: "watchdog:1h") == .watchdog(nanoseconds: 3_600_000_000_000))
    let wrong = [
      "", "preempt", "answer", "reset", "reset:1s", "hold:", "hold:10", "hold:1.5s", "hold:-1s", "hold:s", "hold:1s:2s",
      "hold:9223372037s", "none:1s", "preempt+hold", "preempt+hold:10s+", "preempt+hold:10s+drained+", "preempt++drained",
      "preempt+answer:1s+drained", "pr-preempt+answer+drained", "Hold", " hold",
    ]
    for text in wrong { #expect(BarrierMethod(name: text) == nil, "\(text)") }
  }

  @Test("Every composition that can work, of every duration, is read back from its name, and no two share one")
  func roundTrip() {
    var names: [String: BarrierMethod] = [:]
    for shape in BarrierMethod.compositions where shape.isLegal {
      let durations: [Int64] = [1, 999, 1_000, 60_000_000_000, 86_400_000_000_000, 1_234_567_890, .max]
      let waits = [shape.quiescence] + durations.compactMap(shape.quiescence.lasting)
      for wait in waits {
        let method = BarrierMethod(exclusion: shape.exclusion, quiescence: wait, rejoin: shape.rejoin)
        #expect(BarrierMethod(name: method.name) == method, "\(method.name)")
        #expect(names.updateValue(method, forKey: method.name) == nil, "\(method.name) is the name of two")
      }
    }
    #expect(names.count > 47)
  }

  @Test("The least wait and the usual rejoin of an exclusion can work, and are those of its named method")
  func leastParts() {
    let least = BarrierMethod.Exclusion.allCases.map {
      BarrierMethod(exclusion: $0, quiescence: $0.leastWait, rejoin: $0.usualRejoin)
    }
    #expect(least.filter { !$0.isLegal } == [])
    #expect([least[0], least[1], least[2], least[4]] == [.none, .preempt, .preemptAndAbort, .stonith])
  }

  @Test("Every composition has a name of its own, a summary and an explanation")
  func words() {
    let all = BarrierMethod.compositions
    #expect(all.count == 5 * 5 * 3 && Set(all).count == all.count && Set(all.map(\.name)).count == all.count)
    for method in all where method.isLegal {
      #expect(!method.summary.isEmpty && !method.summary.contains("\n"))
      #expect(method.explanation.hasSuffix("."), "\(method.name)")
    }
    #expect(Set(BarrierMethod.named.map(\.summary)).count == BarrierMethod.named.count)
  }

  @Test("The words of the parts are read back")
  func parts() {
    for part in BarrierMethod.Exclusion.allCases { #expect(BarrierMethod.Exclusion(name: part.name) == part) }
    for part in BarrierMethod.Quiescence.kinds { #expect(BarrierMethod.Quiescence(name: part.name) == part) }
    for part in BarrierMethod.Rejoin.allCases { #expect(BarrierMethod.Rejoin(name: part.name) == part) }
    #expect(BarrierMethod.Quiescence(name: "hold")?.lasting(nanoseconds: 5) == .hold(nanoseconds: 5))
    #expect(BarrierMethod.Quiescence(name: "reset")?.lasting(nanoseconds: 5) == nil)
    #expect(BarrierMethod.Exclusion(name: "ccr") == nil && BarrierMethod.Rejoin(name: "") == nil)
  }

  @Test(
    "What cannot work is refused, and the reason names what is wrong",
    arguments: [
      (BarrierMethod(exclusion: .none, quiescence: .answer), "no answer to wait for"),
      (BarrierMethod(exclusion: .preempt, quiescence: .atOnce), "wait for the answer"),
      (BarrierMethod(exclusion: .stonith, quiescence: .atOnce, rejoin: .relogin), "wait for the answer"),
      (.hold(nanoseconds: 0), "a hold must last"), (.hold(nanoseconds: -1), "a hold must last"),
      (.watchdog(nanoseconds: 0), "cannot have fired"),
      (BarrierMethod(exclusion: .stonith, quiescence: .watchdog(nanoseconds: 1), rejoin: .relogin), "never fires"),
      (BarrierMethod(exclusion: .stonith, quiescence: .answer, rejoin: .drained), "only relogin"),
      (BarrierMethod(exclusion: .none, quiescence: .reset, rejoin: .relogin), "without an exclusion"),
    ])
  func refused(_ method: BarrierMethod, reason: String) {
    #expect(method.problem?.reason.contains(reason) == true, "\(method.problem?.reason ?? "nothing")")
  }

  @Test("The legal compositions are these")
  func legal() {
    let legal = BarrierMethod.compositions.filter(\.isLegal)
    let counts = BarrierMethod.Exclusion.allCases.map { part in legal.count { $0.exclusion == part } }
    // Without exclusion: four waits, two ways back. By key and at the switch: four waits, three ways back. Power: three waits,
    // one.
    #expect(counts == [8, 12, 12, 12, 3])
  }

  @Test("Against a path, what is for nodes only is left out; what is left can work")
  func reduced() {
    for method in BarrierMethod.compositions where method.isLegal {
      #expect(method.reduced(to: .node) == method && method.applies(to: .node))
      let left = method.reduced(to: .path)
      #expect(left.isLegal && left.applies(to: .path) && left.removesKeys == method.removesKeys)
      if method.applies(to: .path) { #expect(left == method) }
    }
    for method in [BarrierMethod.fabricFence, .stonith, .watchdog] { #expect(method.reduced(to: .path) == .none) }
    let both = BarrierMethod(exclusion: .fabric, quiescence: .hold(nanoseconds: 7), rejoin: .relogin)
    #expect(both.reduced(to: .path) == .hold(nanoseconds: 7))
  }

  @Test("Promises of the named methods")
  func promises() {
    let promises = BarrierMethod.named.map { $0.promise(against: .node) }
    var (reset, silence, watchdog) = (BarrierPromise(), BarrierPromise(), BarrierPromise.time(nanoseconds: 10_000_000_000))
    reset.emptiesTaskSet = true
    silence.silencesVictim = true
    watchdog.silencesVictim = true
    #expect(
      promises == [
        .nothing, .time(nanoseconds: 10_000_000_000), reset, .exclusion, .exclusionAndQuiescence, .exclusionAndQuiescence,
        watchdog, silence, silence,
      ])
    for method in [BarrierMethod.fabricFence, .stonith, .watchdog] { #expect(method.promise(against: .path) == .nothing) }
    #expect(BarrierMethod.named.filter { $0.isAirtight(against: .node) } == [.preemptAndAbort, .rekey])
  }

  @Test("What breaks a promise: a late write that the check should have stopped, or that should have been dead")
  func violations() {
    func broken(_ promise: BarrierPromise) -> [Bool] {
      let periods = BarrierPromise.Period.allCases
      return periods.flatMap { sent in
        periods.filter { $0.rawValue >= sent.rawValue }.map { promise.isBroken(byWriteSent: sent, checked: $0) }
      }
    }
    // (sent, checked): before before, before pending, before after, pending pending, pending after, after after
    #expect(broken(.nothing) == [false, false, false, false, false, false])
    #expect(broken(.exclusion) == [false, false, true, false, true, true])
    #expect(broken(.exclusionAndQuiescence) == [true, true, true, true, true, true])
    #expect(broken(BarrierMethod.logicalUnitReset.promise(against: .node)) == [true, false, false, false, false, false])
    #expect(broken(BarrierMethod.stonith.promise(against: .node)) == [false, false, false, false, false, true])
    #expect(!BarrierPromise.time(nanoseconds: 5).isBroken(byBarrierOf: 5))
    #expect(BarrierPromise.time(nanoseconds: 5).isBroken(byBarrierOf: 4))
  }

  @Test("A method is 11 bytes: one is held for each host and logical unit")
  func size() { #expect(MemoryLayout<BarrierMethod>.size == 11) }
}
