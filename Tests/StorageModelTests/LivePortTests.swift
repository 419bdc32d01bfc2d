import EventEngine
import Reservations
import SCSIWire
import Sampling
import Testing

@testable import StorageModel

private let write = Command.write(LogicalBlocks(address: 8, count: 1))

/// Ports of a live array that stall by command, and that the array evicts.
@Suite struct LivePortTests {
  @Test(arguments: [EvictedSessions.end, .keep])
  func `the sessions of an evicted port end unless the array keeps them, and none begins until the port works`(
    sessions: EvictedSessions
  ) throws {
    let ends = sessions == .end
    var scene = try LiveScene { if sessions == .keep { $0.array.evictedSessions = .keep } }
    scene.stall(0, at: .afterData)
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let read = scene.send(.read(LogicalBlocks(address: 8, count: 1)), from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.answer(to: read) == .good, "reads pass where writes wait")
    scene.said = []
    let clear = scene.manage(.clearTaskSet, from: scene.b)
    scene.pass(.seconds(6))
    #expect(scene.said.contains(.sessionsEnded(targetPort: 0)) == ends)
    #expect(scene.said.contains(.discarded(stuck)))
    #expect(scene.said.contains(.managed(clear, .functionComplete)))
    #expect(scene.array.refusesSessions(targetPort: 0) == ends)
    #expect(!scene.array.refusesSessions(targetPort: 1))
    // The write was given up by whoever ended it, and does not land when the port works again.
    scene.release(0)
    #expect(!scene.array.refusesSessions(targetPort: 0))
    scene.pass(.seconds(1))
    #expect(!scene.said.contains(.execute(stuck)))
    let again = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    #expect(again == scene.a)
    let lost = Completion.checkCondition(.unitAttention(0x29, 0x07))
    #expect(try scene.finish(.testUnitReady, from: again) == (ends ? lost : .good))
    #expect(try scene.finish(write, from: again) == .good)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `commands of an evicted port that wait for the media die with their session, those of another port do not`() throws {
    var scene = try LiveScene {
      $0.array.media.servers = 1
      $0.array.media.read = Distribution(.seconds(8))
    }
    scene.stall(0, at: .afterData)
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let read = Command.read(LogicalBlocks(address: 100, count: 1))
    let (served, queued) = (scene.send(read, from: scene.b), scene.send(read, from: scene.a))
    scene.pass(.milliseconds(1))
    _ = scene.manage(.abortTask, on: stuck, from: scene.a)
    scene.pass(.seconds(20))
    #expect(scene.said.contains(.discarded(queued)) && scene.answer(to: queued) == nil)
    #expect(scene.answer(to: served) == .good)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `a stall that was asked for ends when its time is over, when it is asked, and not with an earlier one`() throws {
    var scene = try LiveScene()
    scene.release(0, wasAsked: false)
    scene.stall(0, at: .egress, lasting: .seconds(5))
    scene.stall(0, at: .ingress, isNew: false)
    #expect(scene.array.stage(ofStalledPort: 0) == .egress && scene.array.stage(ofStalledPort: 1) == nil)
    scene.pass(.seconds(1))
    scene.release(0)
    scene.stall(0, at: .ingress, lasting: .seconds(10))
    let tag = scene.send(.testUnitReady, from: scene.a)
    scene.pass(.seconds(9))
    #expect(scene.answer(to: tag) == nil, "the first stall's time was over, the second's is not")
    scene.pass(.seconds(2))
    #expect(scene.answer(to: tag) == .good && scene.array.stage(ofStalledPort: 0) == nil)
  }
}
