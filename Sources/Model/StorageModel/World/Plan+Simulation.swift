import EventEngine
import HostModel

/// The storage model in the engine.
public typealias StorageSimulation = Simulation<StorageWorld, RadixLadder<StorageEvent>>
/// The same with events of equal instants in an order drawn from the seed.
public typealias PermutedStorageSimulation =
  Simulation<StorageWorld, TiePermutingAgenda<StorageWorld, RadixLadder<StorageEvent>, SeededChooser>>

extension Plan {
  /// A run at instant zero, with everything scheduled that begins by itself. At `run.until` the workload stops and faults heal,
  /// and events run on until the world is at rest: see `runToRest`.
  ///
  /// - Parameter isJudged: false runs without the oracle, to measure what it costs; orphans then have no fate.
  public func simulation(
    seed: UInt64, replication: UInt32 = 0, observer: RunObserver = RunObserver(), isJudged: Bool = true
  ) -> StorageSimulation {
    simulation(seed: seed, replication: replication, observer: observer, agenda: RadixLadder(), isJudged: isJudged)
  }

  /// The same with events of equal instants permuted by the run's own numbers (`run.permute_equal_instants`).
  public func permutedSimulation(
    seed: UInt64, replication: UInt32 = 0, observer: RunObserver = RunObserver()
  ) -> PermutedStorageSimulation {
    let chooser = SeededChooser(RandomSource(seed: seed, replication: replication))
    return simulation(
      seed: seed, replication: replication, observer: observer, agenda: TiePermutingAgenda(RadixLadder(), chooser: chooser))
  }

  private func simulation<A: Agenda<StorageEvent>>(
    seed: UInt64, replication: UInt32, observer: RunObserver, agenda: A, isJudged: Bool = true
  ) -> Simulation<StorageWorld, A> {
    var world = StorageWorld(plan: self, random: RandomSource(seed: seed, replication: replication), isJudged: isJudged)
    let beginning = world.initialEvents(self)
    var simulation = Simulation(world: world, plan: self, observer: observer, agenda: agenda)
    for (event, instant) in beginning { simulation.schedule(event, at: instant) }
    return simulation
  }
}

extension StorageWorld {
  /// What happens by itself: hosts start, faults begin, the workload ends.
  mutating func initialEvents(_ plan: Plan) -> [(StorageEvent, Instant)] {
    var events: [(StorageEvent, Instant)] = []
    hosts.start()
    while !hosts.emissions.isEmpty {
      if case .event(let event, let instant) = hosts.emissions.takeFirst() {
        events.append((StorageEvent(.host(event)), instant))
      }
    }
    for index in faults.states.indices {
      let event = StorageEvent(.fault(FaultEvent(index: UInt32(index), isBeginning: true)))
      events.append((event, faults.states[index].begin))
    }
    events.append((StorageEvent(.workloadStopped), .zero + plan.configuration.run.until))
    return events
  }

  /// To be called once when the run has drained: closes the oracle's books.
  public mutating func finish(at now: Instant) { judge.finish(at: now) }
}

extension Simulation where W == StorageWorld {
  /// Executes the run to its end: until nothing is under way, whatever timers are left that would find nothing to do.
  ///
  /// - Returns: whether the world is at rest; false if `eventsMax` events were not enough, or if nothing is left that could
  ///   happen.
  @inlinable @discardableResult public mutating func runToRest(eventsMax: UInt64 = .max) -> Bool {
    let limit = eventsMax > .max - executedCount ? .max : executedCount + eventsMax
    while !world.isAtRest {
      if executedCount >= limit || !step() { return world.isAtRest }
    }
    return true
  }
}
