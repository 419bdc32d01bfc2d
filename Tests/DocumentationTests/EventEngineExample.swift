import EventEngine
import Testing

extension Examples {
  @Test func eventEngine() {
    struct Clockwork: World {
      struct Tick: SimulationEvent {
        var number: UInt64
        var digestWords: (UInt64, UInt64) { (number, 0) }
      }
      var ticks = 0

      mutating func handle(
        _ tick: Tick, at now: Instant, plan: Duration, outbox: inout Outbox<Tick>, observer: inout Void
      ) {
        ticks += 1
        outbox.schedule(Tick(number: tick.number + 1), at: now + plan)
      }
      static func lane(of tick: Tick) -> UInt64 { 0 }
    }

    var run = Simulation(world: Clockwork(), plan: Duration.seconds(1), observer: ())
    run.schedule(Clockwork.Tick(number: 0), at: .zero)
    run.run(until: .zero + .milliseconds(9_500))
    var copy = run
    run.run(until: .zero + .seconds(60))
    copy.run(until: .zero + .seconds(60))

    #expect(run.digest == copy.digest && run.world.ticks == copy.world.ticks)
    #expect(run.world.ticks > 50)
  }
}
