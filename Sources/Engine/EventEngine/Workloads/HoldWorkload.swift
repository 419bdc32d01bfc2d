/// HOLD, the canonical agenda benchmark: a constant number of pending events; each execution touches one logical process and
/// schedules one successor, after an exponential delay, at a process chosen at random.
///
/// Jones: An Empirical Comparison of Priority-Queue and Event-Set Implementations. CACM 29(4), 1986.
public struct HoldWorkload: World, Sendable {
  /// The state of one logical process: a cache line, as small as a real component gets.
  public struct LogicalProcess: BitwiseCopyable, Sendable {
    /// Lane 0 counts visits, lane 1 keeps the last instant [ns].
    public var words = SIMD8<UInt64>()
    @inlinable public init() {}
  }

  /// The `hop`-th event of one of the chains of events that each keep exactly one event pending.
  public struct Event: SimulationEvent {
    public var chain: UInt32
    public var process: UInt32
    public var hop: UInt64

    @inlinable public init(chain: UInt32, process: UInt32, hop: UInt64) {
      self.chain = chain
      self.process = process
      self.hop = hop
    }
    @inlinable public var digestWords: (UInt64, UInt64) { (UInt64(chain) << 32 | UInt64(process), hop) }
  }

  /// How many processes there are, and the law of the delays between their events.
  public struct Plan: Sendable {
    /// How many logical processes there are, and how many events are always pending.
    public let population: UInt32
    public let random: RandomSource
    /// The quantile function of the delay [ns] at multiples of 1/1024, linear in between: a logarithm takes longer than the
    /// agenda that is to be measured.
    @usableFromInline let quantiles: ContiguousArray<Int64>

    public init(population: UInt32, delayMean: Duration = .seconds(1), seed: UInt64 = 1) {
      self.population = population
      random = RandomSource(seed: seed)
      quantiles = ContiguousArray(
        (0...1024).map { index in
          let upperTail = max(1 - Double(index) / 1024, 1.0 / 4096)
          return Int64(HoldWorkload.negativeLogarithm(upperTail) * Double(delayMean.nanoseconds))
        })
    }
  }

  /// Nothing is observed.
  public struct Observer: BitwiseCopyable, Sendable {
    @inlinable public init() {}
  }

  public var processes: ContiguousArray<LogicalProcess>

  @inlinable public init(plan: Plan) {
    processes = ContiguousArray(repeating: LogicalProcess(), count: Int(plan.population))
  }

  @inlinable public mutating func handle(
    _ event: Event, at now: Instant, plan: Plan, outbox: inout Outbox<Event>, observer: inout Observer
  ) {
    processes[Int(event.process)].words[0] &+= 1
    processes[Int(event.process)].words[1] = UInt64(bitPattern: now.nanoseconds)
    let (delay, process) = Self.draw(chain: event.chain, hop: event.hop, plan: plan)
    outbox.schedule(Event(chain: event.chain, process: process, hop: event.hop &+ 1), at: now + delay)
  }

  @inlinable public static func lane(of event: Event) -> UInt64 { UInt64(event.chain) }

  @inlinable public func prefetch(_ event: Event) -> UInt64 { processes[Int(event.process)].words[0] }

  /// A simulation of `plan` over `agenda`, with every chain's first event scheduled.
  @inlinable public static func simulation<A: Agenda<Event>>(plan: Plan, agenda: A) -> Simulation<HoldWorkload, A> {
    var simulation = Simulation(world: HoldWorkload(plan: plan), plan: plan, observer: Observer(), agenda: agenda)
    for chain in 0..<plan.population {
      let (delay, process) = draw(chain: chain, hop: 0, plan: plan)
      simulation.schedule(Event(chain: chain, process: process, hop: 1), at: .zero + delay)
    }
    return simulation
  }

  /// One Philox block a hop: 32 bits make the delay, 32 bits the process.
  @inlinable static func draw(chain: UInt32, hop: UInt64, plan: Plan) -> (delay: Duration, process: UInt32) {
    let bits = plan.random.bits(entity: chain, purpose: 0, index: hop)
    let piece = Int(truncatingIfNeeded: bits >> 54)
    let fraction = Int64(truncatingIfNeeded: (bits >> 32) & 0x3f_ffff)
    let delay = plan.quantiles.withUnsafeBufferPointer { $0[piece] + (($0[piece + 1] - $0[piece]) &* fraction) >> 22 }
    let process = ((bits & 0xffff_ffff) &* UInt64(plan.population)) >> 32
    return (Duration(nanoseconds: delay), UInt32(truncatingIfNeeded: process))
  }

  /// -ln(u) to nine digits, from exponent and mantissa by the series of the inverse hyperbolic tangent: the engine imports no
  /// mathematics library.
  static func negativeLogarithm(_ u: Double) -> Double {
    let large = u.significand > 1.414_213_562_373_095
    let mantissa = large ? u.significand / 2 : u.significand
    let s = (mantissa - 1) / (mantissa + 1)
    let s2 = s * s
    let series = s * (2 + s2 * (2.0 / 3 + s2 * (2.0 / 5 + s2 * (2.0 / 7 + s2 * (2.0 / 9)))))
    return -(Double(large ? u.exponent + 1 : u.exponent) * 0.693_147_180_559_945_3 + series)
  }
}
