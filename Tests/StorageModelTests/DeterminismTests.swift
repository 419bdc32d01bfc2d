import Barriers
import EventEngine
import Reservations
import Sampling
import Testing

@testable import StorageModel

/// A run is a pure function of plan and seed.
@Suite struct DeterminismTests {
  @Test("The same plan and seed give the same digest, and so does every copy made on the way", arguments: 0..<60)
  func snapshots(_ index: Int) throws {
    let seed = UInt64(60_000 + index)
    var random = RandomModel(seed: seed)
    let plan = try Plan(random.model())
    let whole = plan.drained(seed: seed)
    var run = plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false))
    var copies: [StorageSimulation] = []
    while true {
      let count = 1 + random.below(Int(whole.executedCount) / 4 + 1)
      if run.runToRest(eventsMax: UInt64(count)) { break }
      copies.append(run)
    }
    #expect(run.digest == whole.digest, "seed \(seed)")
    for var copy in copies.reversed() {
      copy.runToRest()
      #expect(copy.digest == whole.digest && copy.world.counts == whole.world.counts, "seed \(seed)")
    }
  }

  typealias Permuted = Simulation<StorageWorld, TiePermutingAgenda<StorageWorld, RadixLadder<StorageEvent>, SeededChooser>>

  static func permuted(_ plan: Plan, seed: UInt64, order: UInt64, traces: Bool = false) -> Permuted {
    var world = StorageWorld(plan: plan, random: RandomSource(seed: seed), isJudged: true)
    let beginning = world.initialEvents(plan)
    var run = Permuted(
      world: world, plan: plan, observer: RunObserver(recordsLatency: false, traces: traces),
      agenda: TiePermutingAgenda(RadixLadder(), chooser: SeededChooser(seed: order)))
    for (event, instant) in beginning { run.schedule(event, at: instant) }
    return run
  }

  /// Nothing takes any time but the media, and that always the same: nearly all events are ties.
  static func tied(_ method: BarrierMethod, _ fault: FaultConfiguration) throws -> Plan {
    try Plan(
      model(method) {
        $0.workload.kind = .closed(depth: 24, think: Distribution(.milliseconds(50)))
        $0.array.media.read = Distribution(.milliseconds(1))
        $0.array.media.write = Distribution(.milliseconds(1))
        $0.fabric.link.bandwidth = nil
        $0.fabric.link.propagation = .zero
        $0.fabric.switchLatency = .zero
        $0.hosts.hbaLatency = .zero
        $0.array.portLatency = .zero
        $0.fabric.transport = .tcp
        $0.array.abortTime = .zero
        $0.faults = [fault]
        $0.run.until = .seconds(12)
      })
  }

  static let stalls = [
    fault(.portStall(firstPort, .afterData), at: .seconds(2), lasting: .seconds(5)),
    fault(.portStall(firstPort, .ingress), at: .seconds(2), lasting: .seconds(5)),
    fault(.linkStall(.target(firstPort)), at: .seconds(2), lasting: .seconds(5)),
  ]

  @Test("Equal instants in an order drawn by seed: the same seed, the same run; PREEMPT AND ABORT leaks in none")
  func permutations() throws {
    for stall in Self.stalls {
      let plan = try Self.tied(.preemptAndAbort, stall)
      var digests: [Digest] = []
      for order in 0..<UInt64(12) {
        var (once, again) = (Self.permuted(plan, seed: 1, order: order), Self.permuted(plan, seed: 1, order: order))
        once.drainAndCheck(seed: order)
        again.runToRest()
        #expect(once.digest == again.digest, "order \(order)")
        #expect(!once.leaks, "order \(order)")
        #expect(!digests.contains(once.digest), "order \(order) permutes nothing")
        digests.append(once.digest)
      }
    }
  }

  @Test("Commands of one path are enabled in the order in which they were sent, however ties fall")
  func lanes() throws {
    let plan = try Self.tied(.none, Self.stalls[2])
    for order in 0..<UInt64(8) {
      var run = Self.permuted(plan, seed: 1, order: order, traces: true)
      run.drainAndCheck(seed: order)
      var sent: [Int: [Attempted]] = [:]
      var overtakings = 0
      var held = 0
      for record in run.observer.trace where record.version != nil {
        let name = Attempted(record)
        switch record.kind {
        case .sent: sent[record.entity, default: []].append(name)
        case .enabled:
          let place = sent[record.entity]?.firstIndex(of: name)
          if place != 0 { overtakings += 1 }
          if let place { sent[record.entity]?.remove(at: place) }
          held += 1
        default: break
        }
      }
      #expect(overtakings == 0 && held > 1000, "order \(order)")
    }
  }

  struct Attempted: Hashable {
    let sequence: UInt64
    let ordinal: Int
    init(_ record: TraceRecord) { (sequence, ordinal) = (record.version?.sequence ?? 0, record.ordinal) }
  }

  @Test("All methods share their digest until the first action that is peculiar to one")
  func prefixes() throws {
    var (shared, different): (Set<Digest>, Set<Digest>) = ([], [])
    for method in BarrierMethod.allCases {
      let plan = try stalledPort(method, stage: .afterData, stall: .seconds(12))
      var run = plan.simulation(seed: 4, observer: RunObserver(recordsLatency: false))
      // The first I/O can time out one command timeout after the stall began.
      run.run(until: .seconds(8))
      #expect(run.world.counts.pathFailures == 0)
      shared.insert(run.digest)
      run.run(until: .seconds(12))
      different.insert(run.digest)
    }
    #expect(shared.count == 1)
    #expect(different.count == BarrierMethod.allCases.count)
  }

  @Test("The k-th I/O of a workload asks for the same under every method")
  func commonRandomNumbers() throws {
    struct Asked: Equatable { let (at, blocks, isWrite): (Instant, Range<UInt64>, Bool) }
    var first: [Asked]?
    for method in BarrierMethod.allCases {
      let run = try stalledPort(method, stage: .afterData, stall: .seconds(12)).drained(seed: 4, traces: true)
      let asked = run.observer.trace.filter { $0.kind == .issued }
        .map { Asked(at: $0.instant, blocks: $0.blocks, isWrite: $0.isWrite) }
      #expect(asked.count > 2000)
      if let first { #expect(asked == first, "\(method.name)") } else { first = asked }
    }
  }
}
