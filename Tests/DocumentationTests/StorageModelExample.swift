import Barriers
import EventEngine
import StorageModel
import Testing

extension Examples {
  @Test func storageModel() throws {
    var model = ModelConfiguration()
    model.barrier = .preemptAndAbort
    model.faults = [
      FaultConfiguration(
        name: "cut", at: .init(.seconds(1)), lasting: .init(.seconds(8)), kind: .linkDown(.initiator(host: 0, hba: 0)))
    ]
    model.run.until = .seconds(12)
    var run = try Plan(model).simulation(seed: 1)
    let isAtRest = run.runToRest()
    run.world.finish(at: run.now)
    let counts = run.world.counts

    #expect(isAtRest && counts.completed > 0 && counts.pathFailures > 0)
    #expect(!run.world.oracle.counts.hasLeak)
  }
}
