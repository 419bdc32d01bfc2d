import CAllocationCounter

/// What one stretch of a workload took.
struct Timing {
  var nanosecondsPerEvent: Double
  /// nil where allocations cannot be counted.
  var allocationsPerEvent: Double?

  /// Times `body`, which executes `events` events.
  init(events: Int, _ body: () -> Void) {
    let allocations = weir_allocation_count()
    let clock = ContinuousClock()
    let elapsed = clock.measure(body)
    let allocated = weir_allocation_count() - allocations
    nanosecondsPerEvent = elapsed / .nanoseconds(1) / Double(max(events, 1))
    allocationsPerEvent = weir_allocation_counting_available() ? Double(allocated) / Double(max(events, 1)) : nil
  }
}

extension [Double] {
  /// The middle one; the lower of two.
  var median: Double { sorted()[(count - 1) / 2] }
}

extension [Timing] {
  /// Median time, most allocations.
  var typical: Timing {
    var timing = self[0]
    timing.nanosecondsPerEvent = map(\.nanosecondsPerEvent).median
    timing.allocationsPerEvent = compactMap(\.allocationsPerEvent).max()
    return timing
  }
}
