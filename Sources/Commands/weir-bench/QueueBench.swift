import EventEngine
import Foundation

/// M/M/1 at 90 % load: a customer is two events, arrival and departure.
enum QueueBench {
  static func measure(quick: Bool) -> [BenchRow] {
    let customers = quick ? 1_000 : 1_000_000
    var timings: [Timing] = []
    for seed in 1...(quick ? 1 : 5) {
      var simulation = Simulation(
        world: SingleServerQueue(), plan: SingleServerQueue.Plan(random: RandomSource(seed: UInt64(seed))),
        observer: SingleServerQueue.Observer())
      simulation.schedule(.init(.arrival, 0), at: .zero)
      simulation.run(count: 2_000)
      timings.append(Timing(events: 2 * customers) { simulation.run(count: 2 * customers) })
    }
    var measurement = BenchRow("mm1", timings.typical)
    measurement.secondsPerMillionCustomers = timings.typical.nanosecondsPerEvent * 2e6 * 1e-9
    return [measurement]
  }
}

private struct SingleServerQueue: World {
  struct Event: SimulationEvent {
    enum Kind: UInt32 { case arrival, departure }
    var kind: Kind
    var customer: UInt32
    init(_ kind: Kind, _ customer: UInt32) {
      self.kind = kind
      self.customer = customer
    }
    var digestWords: (UInt64, UInt64) { (UInt64(kind.rawValue), UInt64(customer)) }
  }

  struct Plan {
    let random: RandomSource
    /// Means in nanoseconds.
    let interarrival = 1e9 / 0.9
    let service = 1e9
  }

  struct Observer {}

  var inSystem = 0
  var served: UInt32 = 0

  mutating func handle(
    _ event: Event, at now: Instant, plan: Plan, outbox: inout Outbox<Event>, observer: inout Observer
  ) {
    switch event.kind {
    case .arrival:
      inSystem += 1
      if inSystem == 1 { outbox.schedule(Event(.departure, served), at: now + draw(.departure, served, plan)) }
      outbox.schedule(Event(.arrival, event.customer &+ 1), at: now + draw(.arrival, event.customer, plan))
    case .departure:
      inSystem -= 1
      served &+= 1
      if inSystem > 0 { outbox.schedule(Event(.departure, served), at: now + draw(.departure, served, plan)) }
    }
  }

  private func draw(_ kind: Event.Kind, _ customer: UInt32, _ plan: Plan) -> EventEngine.Duration {
    let uniform = plan.random.uniform(entity: 0, purpose: kind.rawValue, index: UInt64(customer))
    return .nanoseconds(Int64(-log(uniform) * (kind == .arrival ? plan.interarrival : plan.service)))
  }

  static func lane(of event: Event) -> UInt64 { UInt64(event.kind.rawValue) }
}
