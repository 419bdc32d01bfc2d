import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import Testing

@testable import StorageModel

private let write = Command.write(LogicalBlocks(address: 8, count: 1))

/// Who gave a write up, as the array can tell.
@Suite struct LiveGivenUpTests {
  /// Two paths of initiator a: its write is stuck in the first, and written again through the second.
  private func repeatedWrite(
    overlap: OverlapRule = .wait, from name: String = "iqn.2026-11.org.example:a", block: UInt64 = 8
  ) throws -> (scene: LiveScene, stuck: LiveArray.Tag) {
    var scene = try LiveScene { $0.hosts.overlap = overlap }
    let second = scene.array.openNexus(.iSCSI(name: name, isid: 3), targetPort: 1)
    #expect(try scene.finish(.testUnitReady, from: second).status == .checkCondition)
    scene.stall(0, at: .afterData)
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(15))
    #expect(scene.answer(to: stuck) == nil)
    #expect(try scene.finish(.write(LogicalBlocks(address: block, count: 2)), from: second) == .good)
    return (scene, stuck)
  }

  @Test func `who writes the same block through another nexus waits no longer: when the first write lands, it is stale`() throws {
    let (stalled, stuck) = try repeatedWrite()
    var scene = stalled
    #expect(scene.array.world.counts.orphans == 1)
    scene.release(0)
    scene.pass(.seconds(1))
    #expect(scene.said.contains(.execute(stuck)))
    let oracle = scene.array.world.oracle.counts
    #expect(oracle.staleWrites.events == 1 && oracle.hasLeak)
    #expect(scene.array.world.counts[.landedLate] == 1)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `concurrent writes of two initiators, of two blocks, or of an initiator that does so are no evidence`() throws {
    for (overlap, name, block) in [
      (.wait, "iqn.2026-11.org.example:c", 8), (.wait, "iqn.2026-11.org.example:a", 9), (.wait, "iqn.2026-11.org.example:a", 6),
      (.allow, "iqn.2026-11.org.example:a", 8),
    ] as [(OverlapRule, String, UInt64)] {
      let (stalled, stuck) = try repeatedWrite(overlap: overlap, from: name, block: block)
      var scene = stalled
      scene.release(0)
      scene.pass(.seconds(1))
      #expect(scene.answer(to: stuck) == .good)
      #expect(scene.array.world.counts.orphans == 0 && !scene.array.world.oracle.counts.hasLeak, "\(overlap) \(name) \(block)")
    }
  }

  @Test func `a read of the same block, or a write of the same nexus, is no evidence`() throws {
    var scene = try LiveScene()
    let second = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 3), targetPort: 1)
    #expect(try scene.finish(.testUnitReady, from: second).status == .checkCondition)
    scene.stall(0, at: .afterData, lasting: .seconds(10))
    let both = (0..<2).map { _ in scene.send(write, from: scene.a) }
    scene.pass(.seconds(1))
    #expect(try scene.finish(.read(LogicalBlocks(address: 8, count: 1)), from: second) == .good)
    scene.pass(.seconds(20))
    #expect(both.allSatisfy { scene.answer(to: $0) == .good })
    #expect(scene.array.world.counts.orphans == 0)
  }

  @Test func `who logs in again has given up what its old session had, and hears of the loss`() throws {
    var scene = try LiveScene()
    scene.stall(0, at: .afterData)
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let again = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    #expect(again == scene.a)
    #expect(scene.array.world.counts.orphans == 1)
    #expect(try scene.finish(write, from: scene.b) == .good)
    scene.release(0)
    scene.pass(.seconds(1))
    #expect(scene.said.contains(.execute(stuck)) && scene.answer(to: stuck) == nil)
    #expect(scene.array.world.oracle.counts.staleWrites.events == 1)
    #expect(try scene.finish(.testUnitReady, from: scene.a).sense == .unitAttention(0x29, 0x07))
    #expect(scene.array.world.brokenRule == nil)
  }
}
