import Reservations
import SCSIWire
import TestSupport
import Testing

@Suite struct TaskSetTests {
  let nexuses = (0..<3).map { NexusID($0) }

  @Test("An abort of nothing is over at once")
  func nothingToAbort() {
    var set = TaskSet()
    var victims: [UInt64] = []
    let aborter = set.enable(9, nexus: nexuses[0])
    #expect(set.abort(.everything, by: 9, victims: &victims))
    #expect(set.abort(.nexuses([nexuses[1]]), by: 9, victims: &victims))
    #expect(set.abort(.task(5), by: 9, victims: &victims))
    #expect(victims.isEmpty && !set.isAborted(aborter))
  }

  @Test("PREEMPT AND ABORT hits the victims' tasks and the caller's others, in order of arrival, but never itself")
  func nexusScope() {
    var set = TaskSet()
    var (victims, quiesced): ([UInt64], [UInt64]) = ([], [])
    let first = set.enable(1, nexus: nexuses[1])
    let bystander = set.enable(2, nexus: nexuses[2])
    let own = set.enable(3, nexus: nexuses[0])
    let itself = set.enable(4, nexus: nexuses[0])
    #expect(!set.abort(.nexuses([nexuses[0], nexuses[1]]), by: 4, victims: &victims))
    #expect(victims == [1, 3])
    #expect(set.isAborted(first) && set.isAborted(own) && !set.isAborted(bystander) && !set.isAborted(itself))
    let late = set.enable(5, nexus: nexuses[1])
    #expect(!set.isAborted(late))
    set.end(own, quiesced: &quiesced)
    set.end(bystander, quiesced: &quiesced)
    #expect(quiesced.isEmpty)
    set.end(first, quiesced: &quiesced)
    #expect(quiesced == [4], "it does not wait for what was enabled after it began")
    #expect(set.count == 2)
  }

  @Test("Overlapping aborts wait for the same victim and are told in the order in which they began")
  func overlapping() {
    var set = TaskSet()
    var (victims, quiesced): ([UInt64], [UInt64]) = ([], [])
    let only = set.enable(1, nexus: nexuses[1])
    #expect(!set.abort(.task(1), by: 100, victims: &victims))
    #expect(!set.abort(.everything, by: 101, victims: &victims))
    #expect(victims == [1], "it is stopped once")
    set.end(only, quiesced: &quiesced)
    #expect(quiesced == [100, 101])
  }

  @Test("An aborter that is itself aborted is not told, and whoever waits for it is")
  func abortedAborter() {
    var set = TaskSet()
    var (victims, quiesced): ([UInt64], [UInt64]) = ([], [])
    let write = set.enable(1, nexus: nexuses[1])
    let preempt = set.enable(2, nexus: nexuses[0])
    #expect(!set.abort(.nexuses([nexuses[1]]), by: 2, victims: &victims))
    #expect(!set.abort(.everything, by: 3, victims: &victims))
    #expect(victims == [1, 2])
    set.end(preempt, quiesced: &quiesced)
    #expect(quiesced.isEmpty)
    set.end(write, quiesced: &quiesced)
    #expect(quiesced == [3])
  }

  @Test("Random life of a task set agrees with a naive one")
  func againstNaive() {
    for seed in seeds(1000) {
      var random = SeededGenerator(seed: seed)
      var story = TaskSetStory()
      for step in 0..<60 {
        if let difference = story.step(&random) {
          Issue.record("seed \(seed) step \(step): \(difference)")
          return
        }
      }
    }
  }
}

/// A task set beside a naive one: an array in order of arrival, and for each abort the set of tasks it waits for.
private struct TaskSetStory {
  var set = TaskSet()
  var tasks: [(task: UInt64, nexus: NexusID, key: ReservationKey, slot: Int, isAborted: Bool)] = []
  var aborts: [(aborter: UInt64, waitsFor: Set<UInt64>)] = []
  var nextTask: UInt64 = 1

  mutating func step(_ random: inout SeededGenerator) -> String? {
    switch random.below(10) {
    case 0..<5: enable(&random)
    case 5..<8 where !tasks.isEmpty:
      if let difference = end(random.below(tasks.count)) { return difference }
    default:
      if let difference = abort(&random) { return difference }
    }
    if set.count != tasks.count { return "count \(set.count) instead of \(tasks.count)" }
    for task in tasks {
      if set.task(at: task.slot) != task.task { return "slot \(task.slot) lost its task" }
      if set.isAborted(task.slot) != task.isAborted { return "task \(task.task) aborted: \(!task.isAborted)" }
    }
    return nil
  }

  private mutating func enable(_ random: inout SeededGenerator) {
    let nexus = NexusID(UInt32(random.below(3)))
    let key = ReservationKey(UInt64(random.below(3)))
    tasks.append((nextTask, nexus, key, set.enable(nextTask, nexus: nexus, holdersKey: key), false))
    nextTask += 1
  }

  private mutating func end(_ index: Int) -> String? {
    let ended = tasks.remove(at: index)
    var quiesced: [UInt64] = []
    set.end(ended.slot, quiesced: &quiesced)
    aborts.removeAll { $0.aborter == ended.task }
    var expected: [UInt64] = []
    for index in aborts.indices {
      let waited = aborts[index].waitsFor.remove(ended.task) != nil
      if waited && aborts[index].waitsFor.isEmpty { expected.append(aborts[index].aborter) }
    }
    aborts.removeAll { $0.waitsFor.isEmpty }
    return quiesced == expected ? nil : "quiesced \(quiesced) instead of \(expected)"
  }

  private mutating func abort(_ random: inout SeededGenerator) -> String? {
    let members = tasks.map(\.task).filter { task in !aborts.contains { $0.aborter == task } }
    let aborter = random.chance(50) || members.isEmpty ? nextTask : random.pick(members)
    if aborter == nextTask { nextTask += 1 }
    let scope: TaskSet.Scope
    switch random.below(4) {
    case 0: scope = .everything
    case 1: scope = .task(UInt64(random.below(Int(nextTask))))
    case 2: scope = .holdersKeys([ReservationKey(UInt64(1 + random.below(2)))])
    default: scope = .nexuses((0..<2).map { _ in NexusID(UInt32(random.below(3))) })
    }
    var (expected, waitsFor): ([UInt64], Set<UInt64>) = ([], [])
    for index in tasks.indices where tasks[index].task != aborter && hits(scope, index) {
      if !tasks[index].isAborted { expected.append(tasks[index].task) }
      tasks[index].isAborted = true
      waitsFor.insert(tasks[index].task)
    }
    if !waitsFor.isEmpty { aborts.append((aborter, waitsFor)) }
    var victims: [UInt64] = []
    if set.abort(scope, by: aborter, victims: &victims) != waitsFor.isEmpty { return "abort is over: \(!waitsFor.isEmpty)" }
    return victims == expected ? nil : "victims \(victims) instead of \(expected)"
  }

  private func hits(_ scope: TaskSet.Scope, _ index: Int) -> Bool {
    switch scope {
    case .everything: true
    case .task(let task): tasks[index].task == task
    case .nexuses(let nexuses): nexuses.contains { $0 == tasks[index].nexus }
    case .holdersKeys(let keys): keys.contains { $0 == tasks[index].key }
    }
  }
}
