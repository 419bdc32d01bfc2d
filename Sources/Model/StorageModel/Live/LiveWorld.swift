import ArrayModel
import ConsistencyOracle
import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// The array part behind another interface than the simulated fabric: what initiators outside the model send enters at a target
/// port, and what the array says to them goes to `outputs`. With the faults that befall the array, and the judge who watches.
///
/// To the oracle each command is an operation of its own, issued when it arrived. Its issuer has given it up when its session is
/// gone, when it asked for its abort, or when it writes the same blocks through another nexus.
public struct LiveWorld: World, Sendable {
  package internal(set) var array: StorageArray
  var faults: Faults
  package internal(set) var judge: Judge
  /// Commands and requests whose initiator has not heard of their end.
  var exchanges = Slab<LiveExchange>()
  /// What is on its way from a target port's wire to whoever looks at it.
  var arriving = Slab<InformationUnit>()
  /// What initiators are to hear, in order; `LiveArray` empties it after each event.
  var outputs: [LiveArray.Output] = []
  /// The number of the stall that was asked for, by port.
  var askedStalls: [UInt32?]
  var stallsAskedFor: UInt32 = 0

  init(plan: Plan, random: RandomSource) {
    array = StorageArray(plan.array, random: random)
    askedStalls = Array(repeating: nil, count: plan.topology.portCount)
    faults = Faults(plan.configuration.faults, random: random)
    judge = Judge(unitCount: plan.topology.unitCount, pathCount: 0, isOn: true)
  }

  public var oracle: Oracle { judge.oracle }
  /// Commands and requests that are not over.
  public var liveAttempts: Int { array.liveTasks + arriving.count }

  /// What was counted so far; what concerns hosts and fabric is 0.
  public var counts: RunCounts {
    var counts = RunCounts()
    counts.add(array.counts)
    counts.add(judge)
    return counts
  }

  /// The first rule between two events that does not hold, in words; nil if all hold.
  public var brokenRule: String? { array.brokenRule ?? judge.brokenRule }

  public mutating func handle(
    _ event: LiveEvent, at now: Instant, plan: Plan, outbox: inout Outbox<LiveEvent>, observer: inout RunObserver
  ) {
    switch event.content {
    case .array(let event): array.handle(event, at: now, plan: plan.array)
    case .brought(let word): arrived(SlabID(word: word), at: now, plan: plan)
    case .fault(let event): handle(event, at: now, plan: plan, outbox: &outbox)
    case .stallOver(let port, let number): _ = release(Int(port), ifNumber: number, now: now, plan: plan)
    }
    route(at: now, plan: plan, outbox: &outbox)
  }

  public static func lane(of event: LiveEvent) -> UInt64 {
    switch event.content {
    case .array(let event): event.lane
    case .brought: 1 << 40
    case .fault(let event): 3 << 62 | UInt64(event.index)
    case .stallOver(let port, _): 1 << 41 | UInt64(port)
    }
  }

  private mutating func arrived(_ id: SlabID<InformationUnit>, at now: Instant, plan: Plan) {
    let unit = arriving[id.slot]
    arriving.remove(id)
    judge.frameIsOver(unit.label)
    let exchange = SlabID<LiveExchange>(word: unit.exchange)
    let named = exchanges.isLive(exchange) ? exchanges[exchange.slot].transportIDs : []
    array.receive(unit, naming: named, at: now, plan: plan.array)
  }

  private mutating func handle(_ event: FaultEvent, at now: Instant, plan: Plan, outbox: inout Outbox<LiveEvent>) {
    let kind = plan.configuration.faults[Int(event.index)].kind
    withUnsafeMutablePointer(to: &array) { array in
      var levers = ArrayLevers(array: array, plan: plan, now: now)
      if event.isBeginning {
        kind.begin(on: &levers, topology: plan.topology)
      } else {
        kind.end(on: &levers, topology: plan.topology)
      }
    }
    if event.isBeginning {
      faults.began(Int(event.index), at: now)
      judge.faultBegan(at: now)
      let end = LiveEvent(.fault(FaultEvent(index: event.index, isBeginning: false)))
      outbox.schedule(end, at: max(now, faults.states[Int(event.index)].end))
    } else {
      faults.ended(Int(event.index), at: now)
      judge.activeFaults -= 1
    }
  }
}

/// One event of an array that is driven from outside.
public struct LiveEvent: SimulationEvent {
  enum Content: BitwiseCopyable, Sendable {
    case array(ArrayEvent)
    /// What was brought to a target port is looked at.
    case brought(UInt64)
    case fault(FaultEvent)
    /// The stall of a port that was asked for with this number has lasted as long as it was to.
    case stallOver(port: UInt32, number: UInt32)
  }

  let content: Content

  init(_ content: Content) { self.content = content }

  public var digestWords: (UInt64, UInt64) {
    switch content {
    case .array(let event): event.digestWords
    case .brought(let word): (1 << 16, word)
    case .fault(let event): (2 << 16, UInt64(event.index) << 1 | (event.isBeginning ? 1 : 0))
    case .stallOver(let port, let number): (3 << 16, UInt64(port) << 32 | UInt64(number))
    }
  }
}

/// What a command or task management request from outside the model is to its initiator.
struct LiveExchange: Sendable {
  var tag: LiveArray.Tag
  var nexus: UInt32
  /// The judge's file of it.
  var label: UInt64 = .max
  /// nil where the media are not touched, or when its issuer has given it up.
  var judged: Oracle.Operation?
  /// The logical unit and the blocks that it writes; nil: none.
  var unit: UInt32 = 0
  var written: BlockSpan?
  /// Whom the parameter list of a PERSISTENT RESERVE OUT names.
  var transportIDs: [TransportID] = []
  /// The array's name for it, as it was last told; `.max`: not yet.
  var task: UInt64 = .max
  var isCommand = true
  /// Somebody waits for its end.
  var isOpen = true
}

/// The levers of an array alone, for the length of one event.
struct ArrayLevers: FaultLevers {
  let array: UnsafeMutablePointer<StorageArray>
  let plan: Plan
  let now: Instant

  mutating func setStalled(targetPort port: Int, at stage: PortStage, _ isStalled: Bool) {
    array.pointee.setStalled(port: port, at: stage, isStalled, at: now, plan: plan.array)
  }
  mutating func setStalled(controller: Int, at stage: PortStage, _ isStalled: Bool) {
    array.pointee.setStalled(controller: controller, at: stage, isStalled, at: now, plan: plan.array)
  }
  mutating func setMediaSlow(by factor: Double, _ isSlow: Bool) { array.pointee.setMediaSlow(by: factor, isSlow) }
  mutating func setMediaHung(servers: Int, _ isHung: Bool) { array.pointee.setMediaHung(servers: servers, isHung, at: now) }

  // Faults of what is not there are refused before (`LiveArray.init`).
  mutating func setDown(linkOf port: Int, _ isDown: Bool) { refuse() }
  mutating func setStalled(linkOf port: Int, _ isStalled: Bool) { refuse() }
  mutating func setSlow(linkOf port: Int, by factor: Double, _ isSlow: Bool) { refuse() }
  mutating func setLossy(linkOf port: Int, ratio: Double, _ isLossy: Bool) { refuse() }
  mutating func setDown(switch fabric: Int, _ isDown: Bool) { refuse() }
  mutating func setStalled(switch fabric: Int, _ isStalled: Bool) { refuse() }
  mutating func setPaused(host: Int, removedAfter limit: EventEngine.Duration?, _ isPaused: Bool) { refuse() }
  mutating func resetHBA(_ hba: Int) { refuse() }

  private func refuse() { preconditionFailure("an array without simulated hosts has neither hosts nor links") }
}
