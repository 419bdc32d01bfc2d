import EventEngine

/// HOLD over the engine's agenda and over the baseline.
enum HoldBench {
  static func measure(quick: Bool) -> [BenchRow] {
    (quick ? [1_000] : [1_000, 100_000, 1_000_000]).map { pending in
      measure(pending: pending, events: quick ? 2_000 : max(1_000_000, pending))
    }
  }

  private static func measure(pending: Int, events: Int) -> BenchRow {
    let plan = HoldWorkload.Plan(population: UInt32(pending))
    var ladder = HoldWorkload.simulation(plan: plan, agenda: RadixLadder())
    var heap = HoldWorkload.simulation(plan: plan, agenda: HeapAgenda())
    // Every first event executed, and buckets and arrays as long as they get.
    ladder.run(count: max(2 * pending, events))
    heap.run(count: max(2 * pending, events))
    var pairs: [(ladder: Timing, heap: Timing)] = []
    for _ in 0..<5 {
      pairs.append(
        (Timing(events: events) { ladder.run(count: events) }, Timing(events: events) { heap.run(count: events) }))
    }
    precondition(ladder.digest == heap.digest, "both agendas execute the same events in the same order")
    var measurement = BenchRow("hold", pairs.map(\.ladder).typical)
    measurement.pending = pending
    measurement.ratioToHeap = pairs.map { $0.heap.nanosecondsPerEvent / $0.ladder.nanosecondsPerEvent }.median
    return measurement
  }
}
