import EventEngine

/// The storage model in the engine.
public typealias StorageSimulation = Simulation<StorageWorld, RadixLadder<StorageEvent>>
public typealias PermutedStorageSimulation =
  Simulation<StorageWorld, TiePermutingAgenda<StorageWorld, RadixLadder<StorageEvent>, SeededChooser>>

extension Plan {
  /// A run at instant zero, with everything scheduled that begins by itself. It ends by draining: at `run.until` the workload
  /// stops and faults heal, and events run on until no command is live.
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
    let world = StorageWorld(plan: self, random: RandomSource(seed: seed, replication: replication), isJudged: isJudged)
    var simulation = Simulation(world: world, plan: self, observer: observer, agenda: agenda)
    for (event, instant) in world.initialEvents(self) { simulation.schedule(event, at: instant) }
    return simulation
  }
}

extension StorageWorld {
  func initialEvents(_ plan: Plan) -> [(StorageEvent, Instant)] {
    var events = devices.indices.map { (StorageEvent(.deviceStarted, $0), Instant.zero) }
    for index in faults.indices { events.append((StorageEvent(.faultBegan, index), faults[index].begin)) }
    events.append((StorageEvent(.workloadStopped, 0), .zero + plan.configuration.run.until))
    return events
  }

  /// To be called once when the run has drained: closes the oracle's books.
  public mutating func finish(at now: Instant) { oracle.finish(at: now) }
}
