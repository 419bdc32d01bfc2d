import Reservations
import SCSIWire
import TestSupport
import Testing

@Suite struct TableAgainstNaiveTests {
  @Test("Random commands have the same effect on the table as on the naive one, and never break an invariant")
  func randomCommands() {
    for seed in seeds(1500) {
      var random = SeededGenerator(seed: seed)
      var bench = Bench()
      var naive = NaiveTable()
      for step in 0..<40 {
        let nexus = UInt32(random.below(Int(Bench.nexusCount)))
        let command = randomCommand(from: nexus, naive.state, &random)
        if let difference = difference(&bench, &naive, command, nexus) {
          Issue.record("seed \(seed) step \(step): \(command) from \(nexus): \(difference)")
          return
        }
      }
    }
  }

  private func difference(
    _ bench: inout Bench, _ naive: inout NaiveTable, _ command: PersistentReserveOut, _ nexus: UInt32
  ) -> String? {
    let expected = naive.perform(command, from: nexus)
    var found = NaiveTable.Result(answer: bench.send(command, from: nexus))
    for entry in bench.effects.attentions where found.attentions.updateValue(entry.attention, forKey: entry.nexus.index) != nil {
      return "two unit attentions for nexus \(entry.nexus.index)"
    }
    for victim in bench.effects.aborted where !found.aborted.insert(victim.index).inserted {
      return "nexus \(victim.index) is aborted twice"
    }
    for lost in bench.effects.preemptedRegistrations { found.preempted[lost.nexus.index] = lost.key.value }
    if found != expected { return "\(found) instead of \(expected)" }
    if bench.state != naive.state { return "\(bench.state) instead of \(naive.state)" }
    if bench.table.generation != naive.generation { return "PRgeneration" }
    if bench.table.persistsThroughPowerLoss != naive.aptpl { return "APTPL" }
    if let broken = bench.table.brokenInvariant { return broken }
    for nexus in 0..<Bench.nexusCount {
      for access in AccessClass.allCases
      where bench.table.permits(access, from: NexusID(nexus)) != naive.permits(access, from: nexus) {
        return "\(access) from \(nexus)"
      }
    }
    return nil
  }

  /// Mostly legal commands over few keys, so that keys collide and long stories happen.
  private func randomCommand(from nexus: UInt32, _ state: TableState, _ random: inout SeededGenerator) -> PersistentReserveOut {
    let actions: [ReserveOutServiceAction] = [
      .register, .register, .registerAndIgnoreExistingKey, .reserve, .reserve, .release, .clear, .preempt, .preempt,
      .preemptAndAbort,
    ]
    let rightType = state.held?.type ?? random.pick(everyType)
    var command = out(
      random.pick(actions), key: random.chance(85) ? state.keys[nexus, default: 0] : UInt64(random.below(4)),
      newKey: UInt64(random.below(5)), type: random.chance(50) ? rightType : UInt8(random.below(10)),
      scope: random.chance(95) ? 0 : 2)
    if command.serviceAction == .clear && random.chance(70) { command.serviceAction = .register }
    command.activatePersistThroughPowerLoss = random.chance(50)
    command.allTargetPorts = random.chance(3)
    command.specifyInitiatorPorts = random.chance(3)
    return command
  }
}
