import Barriers
import Reservations
import SCSIWire
import TestSupport
import Testing

/// Barriers against a real table and task set, under a random scheduler: a phase with faults in which safety is checked at every
/// step, then healing and a phase in which everything raised must come to its end.
@Suite struct IOBarrierPropertyTests {
  static let legal = BarrierMethod.compositions.filter(\.isLegal)

  @Test("One host: whatever fails, done means done, and every barrier is done in the end", arguments: legal)
  func oneHost(_ method: BarrierMethod) {
    let tally = run(method, hosts: 1, seeds: seeds(50))
    #expect(tally.failure == nil)
    #expect(tally.done > seeds(50).count, "barriers must have been raised for this to mean anything")
  }

  @Test("Two hosts that take each other over: nothing of who was taken over is enabled any more", arguments: legal)
  func twoHosts(_ method: BarrierMethod) {
    let tally = run(method, hosts: 2, seeds: seeds(100))
    #expect(tally.failure == nil)
    #expect(tally.takeovers > seeds(100).count / 10, "takeovers must have been finished for this to mean anything")
    if method.removesKeys { #expect(tally.cameBack > 0, "REGISTERs must have been on their way") }
  }

  @Test("Three hosts, each of which may be taken over by the next", arguments: [BarrierMethod.preemptAndAbort, .rekey, .preempt])
  func threeHosts(_ method: BarrierMethod) {
    #expect(run(method, hosts: 3, seeds: seeds(50)).failure == nil)
  }

  @Test(
    "Writes that frames sent later overtake: drained and relogin stand it", arguments: legal.filter { $0.rejoin != .immediate })
  func unorderedWrites(_ method: BarrierMethod) {
    #expect(run(method, hosts: 1, seeds: seeds(50), keepsOrder: false).failure == nil)
  }

  @Test("And immediate does not: a write from before the barrier is checked under the new key")
  func unorderedWritesLeak() {
    for exclusion in [BarrierMethod.Exclusion.preempt, .preemptAndAbort] {
      let method = BarrierMethod(exclusion: exclusion, quiescence: .answer, rejoin: .immediate)
      let failure = run(method, hosts: 1, seeds: 0..<2000, keepsOrder: false).failure
      #expect(failure?.contains("a write of") == true, "\(failure ?? "no failure")")
    }
  }

  @Test("A host that does not look after it registered is found out: the adversary can find what the look prevents")
  func withoutLook() {
    let failure = run(.preemptAndAbort, hosts: 2, seeds: 0..<4000, hasPeers: false).failure
    #expect(failure?.contains("is taken over") == true, "\(failure ?? "no failure")")
  }

  private struct Tally {
    var (done, takeovers, cameBack) = (0, 0, 0)
    /// The first one, with the seed that shows it again.
    var failure: String?
  }

  private func run(
    _ method: BarrierMethod, hosts: Int, seeds: Range<UInt64>, keepsOrder: Bool = true, hasPeers: Bool? = nil
  ) -> Tally {
    var tally = Tally()
    for seed in seeds {
      var world = BarrierWorld(
        method: method, hosts: hosts, paths: 1 + Int(seed % 3), seed: seed, keepsOrder: keepsOrder, hasPeers: hasPeers)
      world.start()
      for _ in 0..<400 where world.failure == nil { world.stepWithFaults() }
      if world.failure == nil { heal(&world) }
      tally.done += world.doneCount
      tally.takeovers += world.takeoverCount
      tally.cameBack += world.cameBackCount
      if let failure = world.failure {
        tally.failure = "\(method.name), \(hosts) hosts, seed \(seed): \(failure)"
        return tally
      }
    }
    return tally
  }

  /// At least one path of each host works from now on; others stay down for good.
  private func heal(_ world: inout BarrierWorld) {
    for host in world.hosts.indices {
      let survivor = world.random.below(world.pathCount)
      for path in 0..<world.pathCount {
        let works = path == survivor || world.random.chance(50)
        // Without order a path comes back only when nothing of it is left; the fabric drops it in the end.
        if !world.keepsOrder { world.dropWrites(host, path) }
        if works && !world.hosts[host].paths[path].isUp { world.restore(host, path) }
        if !works && world.hosts[host].paths[path].isUp { world.breakPath(host, path) }
      }
    }
    guard world.drain() else { return world.fail("still busy long after the last fault") }
    for (index, host) in world.hosts.enumerated() where !world.isGone(index) {
      if !host.raised.isEmpty { world.fail("host \(index) still waits for \(host.raised.keys.map(\.words))") }
      if !host.barrier.isReady { world.fail("host \(index) is not ready") }
      for path in 0..<world.pathCount where host.paths[path].isUp && !host.barrier.isInService(path) {
        world.fail("path \(path) of host \(index) works but is not in service")
      }
    }
  }
}
