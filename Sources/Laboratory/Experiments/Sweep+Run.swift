import Foundation
import ModelFiles
import ResultStore
import StorageModel
import Synchronization

/// Asks a sweep to end before all runs are made. May be raised from any thread.
public final class StopRequest: Sendable {
  private let raised = Atomic<Bool>(false)

  public init() {}
  public func raise() { raised.store(true, ordering: .relaxed) }
  public var isRaised: Bool { raised.load(ordering: .relaxed) }
}

extension Sweep {
  /// Makes the runs that `store` does not have, on `jobs` threads. Replication r has the same random numbers at every point.
  ///
  /// A run that contradicts itself is recorded as failed, and the sweep goes on. After a stop request, runs that have begun are
  /// finished and recorded.
  /// - Parameter report: called on this thread several times a second, and once at the end.
  public func run(
    into store: ResultStore, jobs: Int, stop: StopRequest = StopRequest(), report: (SweepProgress) -> Void = { _ in }
  ) throws -> SweepProgress {
    let finished = Set(try store.finished())
    let keys = experiment.points.flatMap { point in
      (0..<replications).map { RunKey(point: point.id, replication: $0) }
    }
    let pending = keys.filter { !finished.contains($0) }
    let work = SweepWork(pending, reused: keys.count - pending.count, jobs: jobs, stop: stop)
    let workers = DispatchGroup()
    for _ in 0..<min(jobs, pending.count) {
      workers.enter()
      Thread.detachNewThread {
        self.perform(work, store)
        workers.leave()
      }
    }
    while workers.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      report(work.progress)
    }
    report(work.progress)
    return try work.outcome()
  }

  private func perform(_ work: SweepWork, _ store: ResultStore) {
    var current: (point: Int, plan: Plan)?
    do {
      while !work.isStopped, case let keys = work.next(), !keys.isEmpty {
        for key in keys where !work.isStopped {
          if current?.point != key.point { current = (key.point, try plan(ofPoint: key.point)) }
          guard let plan = current?.plan else { continue }
          try store.begin([key])
          let run = finish(key, plan)
          try store.record([run])
          work.finished(run)
        }
      }
    } catch {
      work.failed(error)
    }
  }

  private func finish(_ key: RunKey, _ plan: Plan) -> FinishedRun {
    let clock = ContinuousClock()
    let began = clock.now
    let outcome: FinishedRun.Outcome
    do throws(InternalError) {
      let request = RunRequest(plan, seed: experiment.seed, replication: UInt32(key.replication))
      outcome = .completed(try request.result().measurements)
    } catch {
      outcome = .failed(error.description)
    }
    return FinishedRun(key: key, seed: experiment.seed, wallSeconds: (clock.now - began) / .seconds(1), outcome: outcome)
  }
}
