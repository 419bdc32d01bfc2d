import Barriers
import Reservations
import SCSIWire
import Testing

/// A returning path of the victim has its REGISTER on the way when the victim is removed: neither READ KEYS nor a reset sees it.
///
/// Host 1 is the victim, nexus 3 its path 1. In each case two writes follow the REGISTER, for a unit attention would eat one.
@Suite struct RegisterInFlightTests {
  @Test("It executes after the takeover is done: its host looks before it writes, and stops")
  func executesAfterTheTakeover() {
    var world = victimReturning(hasPeers: true)
    takenOver(&world)
    // The TEST UNIT READY takes the unit attention of the reset, so the REGISTER executes.
    world.settle()
    #expect(world.array.table.key(of: NexusID(3))?.incarnation == 2)
    writeTwice(&world)
    #expect(world.failure == nil && world.hosts[1].barrier.isFenced)
    #expect(!world.array.hasLiveWrite { $0.request.host == 1 })
  }

  @Test("Without that look it admits writes after the takeover: what this suite is about does happen")
  func withoutTheLook() {
    var world = victimReturning(hasPeers: false)
    takenOver(&world)
    world.settle()
    writeTwice(&world)
    #expect(world.failure == "host 1 is taken over but a write of it was enabled")
  }

  @Test("It executes before the survivor's last look, and its host writes on: the survivor finds the key and removes it")
  func executesBeforeTheLook() {
    var world = victimReturning(hasPeers: true)
    world.takeOver(by: 0)
    // Both of the survivor's removals, READ KEYS after the conflict, and the reset.
    for _ in 0..<20 where !world.hosts[0].barrier.isResetting { world.settleOnce(holding: [3]) }
    #expect(world.hosts[0].barrier.isResetting)
    world.settleOnce(holding: [3])
    // Now the port lets the REGISTER through, and two writes of the host, which was told that it is registered.
    for _ in 0..<3 { world.deliver(from: 3) }
    #expect(world.array.table.key(of: NexusID(3))?.incarnation == 2)
    world.write(1, 1)
    world.write(1, 1)
    world.deliver(from: 3)
    world.deliver(from: 3)
    #expect(world.array.hasLiveWrite { $0.request.host == 1 }, "admitted before the takeover is done")
    world.settle()
    #expect(world.hosts[0].raised.isEmpty && world.takeoverCount == 1 && world.cameBackCount == 1)
    #expect(world.array.table.key(of: NexusID(3)) == nil)
    #expect(world.failure == nil && !world.array.hasLiveWrite { $0.request.host == 1 })
  }

  private func takenOver(_ world: inout BarrierWorld) {
    world.takeOver(by: 0)
    world.settle(holding: [3])
    #expect(world.hosts[0].raised.isEmpty && world.takeoverCount == 1, "the takeover is done")
    #expect(!world.hosts[1].barrier.isFenced, "the victim knows of nothing yet")
  }

  private func writeTwice(_ world: inout BarrierWorld) {
    for _ in 0..<2 where world.hosts[1].barrier.isInService(1) { world.write(1, 1) }
    while !world.channels[3].isEmpty { world.deliver(from: 3) }
  }

  /// Host 1 has lost path 1 with its key, and its REGISTER of the next key is on the way behind TEST UNIT READYs for the unit
  /// attentions of that PREEMPT and of the reset to come.
  private func victimReturning(hasPeers: Bool) -> BarrierWorld {
    var world = BarrierWorld(method: .preemptAndAbort, hosts: 2, paths: 2, seed: 1, hasPeers: hasPeers)
    world.start()
    world.settle()
    world.fails(1, 1)
    world.settle()
    for _ in 0..<2 { world.testUnitReady(1, 1) }
    world.comesBack(1, 1)
    precondition(world.channels[3].count == 3)
    return world
  }
}
