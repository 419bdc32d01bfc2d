import EventEngine

/// The storage model in the engine.
public typealias StorageSimulation = Simulation<StorageWorld, RadixLadder<StorageEvent>>

extension Plan {
  /// A run at instant zero, with everything scheduled that begins by itself. It ends by draining: at `run.until` the workload
  /// stops and faults heal, and events run on until no command is live.
  ///
  /// - Parameter isJudged: false runs without the oracle, to measure what it costs; orphans then have no fate.
  public func simulation(
    seed: UInt64, replication: UInt32 = 0, observer: RunObserver = RunObserver(), isJudged: Bool = true
  ) -> StorageSimulation {
    let world = StorageWorld(plan: self, random: RandomSource(seed: seed, replication: replication), isJudged: isJudged)
    var simulation = StorageSimulation(world: world, plan: self, observer: observer)
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
