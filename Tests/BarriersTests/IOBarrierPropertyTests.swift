import Barriers
import Reservations
import SCSIWire
import TestSupport
import Testing

/// Barriers against a real table and task set, under a random scheduler: a phase with faults in which safety is checked at every
/// step, then healing and a phase in which everything raised must come to its end.
@Suite struct IOBarrierPropertyTests {
  @Test("One host: whatever fails, done means done, and every barrier is done in the end", arguments: BarrierMethod.allCases)
  func oneHost(_ method: BarrierMethod) { run(method, hosts: 1, seeds: seeds(300)) }

  @Test("Two hosts that take each other over: only who was taken over stops", arguments: BarrierMethod.allCases)
  func twoHosts(_ method: BarrierMethod) { run(method, hosts: 2, seeds: seeds(300)) }

  private func run(_ method: BarrierMethod, hosts: Int, seeds: Range<UInt64>) {
    var doneCount = 0
    for seed in seeds {
      var world = BarrierWorld(method: method, hosts: hosts, paths: 1 + Int(seed % 3), seed: seed)
      world.start()
      for _ in 0..<400 where world.failure == nil { world.stepWithFaults() }
      if world.failure == nil { heal(&world) }
      if let failure = world.failure {
        Issue.record("\(method.name), seed \(seed): \(failure)")
        return
      }
      doneCount += world.doneCount
    }
    #expect(doneCount > seeds.count, "barriers must have been raised for this to mean anything")
  }

  /// At least one path of each host works from now on; others stay down for good.
  private func heal(_ world: inout BarrierWorld) {
    for host in world.hosts.indices {
      let survivor = world.random.below(world.pathCount)
      for path in 0..<world.pathCount {
        let works = path == survivor || world.random.chance(50)
        if works && !world.hosts[host].isUp[path] { world.restore(host, path) }
        if !works && world.hosts[host].isUp[path] { world.breakPath(host, path) }
      }
    }
    guard world.drain() else { return world.fail("still busy long after the last fault") }
    for (index, host) in world.hosts.enumerated() where !host.barrier.isFenced {
      if !host.raised.isEmpty { world.fail("host \(index) still waits for \(host.raised.keys.map(\.words))") }
      if !host.barrier.isReady { world.fail("host \(index) is not ready") }
      for path in 0..<world.pathCount where host.isUp[path] && !host.barrier.isInService(path) {
        world.fail("path \(path) of host \(index) works but is not in service")
      }
    }
  }
}
