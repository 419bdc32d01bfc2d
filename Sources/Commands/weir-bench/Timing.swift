import CAllocationCounter
import Foundation

/// What one stretch of a workload took. Time is that of the thread on its processor, so that other programs disturb little.
struct Timing {
  var nanosecondsPerEvent: Double
  /// nil where allocations cannot be counted.
  var allocationsPerEvent: Double?

  /// Times `body`, which executes `events` events.
  init(events: Int, _ body: () -> Void) {
    let allocations = weir_allocation_count()
    let began = Self.threadTime
    body()
    nanosecondsPerEvent = (Self.threadTime - began) / Double(events)
    let allocated = weir_allocation_count() - allocations
    allocationsPerEvent = weir_allocation_counting_available() ? Double(allocated) / Double(events) : nil
  }

  /// In nanoseconds.
  private static var threadTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}

extension [Double] {
  /// The middle one; the lower of two.
  var median: Double { sorted()[(count - 1) / 2] }
}

extension [Timing] {
  /// Medians: an array that grows because more is in flight than ever before is not the steady state.
  var typical: Timing {
    var timing = self[0]
    timing.nanosecondsPerEvent = map(\.nanosecondsPerEvent).median
    let allocations = compactMap(\.allocationsPerEvent)
    timing.allocationsPerEvent = allocations.isEmpty ? nil : allocations.median
    return timing
  }
}
