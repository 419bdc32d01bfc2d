import ConsistencyOracle
import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// The array of a model, driven from outside: real initiators take the place of the simulated hosts.
///
/// It is the array of every run: the same task sets, reservation tables, media and faults. A value; the caller owns the clock and
/// moves the payload bytes, the world decides instants and order. The model's own hosts stay silent, its workload and
/// `run.until` mean nothing, and instants of faults count from the start.
public struct LiveArray: Sendable {
  /// Names a command or a task management request; chosen by the caller, unique among those whose end it has not seen.
  public typealias Tag = UInt64

  /// A command that reached a target port.
  public struct Submission: Sendable {
    public var command: Command
    /// Index of the logical unit; must exist.
    public var unit: Int
    public var nexus: NexusID
    /// What it is answered with when it was enabled, that is after unit attentions and reservations: 21/00 for a block beyond the
    /// end. nil: it is executed.
    public var refusal: Completion?
    /// Who is named in the parameter list of a PERSISTENT RESERVE OUT.
    public var transportIDs: [TransportID]
    /// The data for the media came with the command (immediate data): the array need not ask for it.
    public var carriesData = false

    public init(
      _ command: Command, unit: Int, nexus: NexusID, refusal: Completion? = nil, transportIDs: [TransportID] = []
    ) {
      self.command = command
      self.unit = unit
      self.nexus = nexus
      self.refusal = refusal
      self.transportIDs = transportIDs
    }
  }

  /// What the array has to say to an initiator.
  public enum Output: Sendable, Equatable {
    /// A command that brings data to the media was enabled: its data is wanted. `dataArrived` says that all of it is there.
    case transferReady(Tag)
    /// The command takes effect now: move the bytes, or build the parameter data, before anything else runs. `failed` says that
    /// it could not. A PERSISTENT RESERVE OUT that succeeded has taken effect: what persists is to be stored.
    case execute(Tag)
    /// The status to send; the command is over.
    case answer(Tag, Completion)
    /// The command is over without a status: aborted by its own nexus, without TAS, or after the loss of its nexus.
    case discarded(Tag)
    /// The task management function is complete.
    case managed(Tag, FunctionResponse)
    /// The array has evicted this target port, and ended its sessions: their connections are to be closed.
    case sessionsEnded(targetPort: Int)
  }

  typealias LiveSimulation = Simulation<LiveWorld, RadixLadder<LiveEvent>>

  var simulation: LiveSimulation
  private var exchangeByTag: [(tag: Tag, exchange: SlabID<LiveExchange>)] = []

  /// The array of `plan` at instant zero.
  ///
  /// - Throws: `ConfigurationError` for faults of things that a live array does not have: hosts and links of the model.
  public init(plan: Plan, seed: UInt64) throws(ConfigurationError) {
    for (index, fault) in plan.configuration.faults.enumerated() where !fault.kind.isOfArray {
      let expected = FaultKinds.all.map { $0.init() }.filter(\.isOfArray).map { type(of: $0).name }
      throw ConfigurationError(
        "faults[\(index)]",
        "'\(fault.name)' is a fault of a host or a link, and a live array has neither; expected "
          + expected.dropLast().joined(separator: ", ") + " or " + (expected.last ?? ""))
    }
    let plan = try plan.executingOutside()
    let world = LiveWorld(plan: plan, random: RandomSource(seed: seed, replication: 0))
    simulation = LiveSimulation(world: world, plan: plan, observer: RunObserver(recordsLatency: false))
    for index in world.faults.states.indices {
      let event = LiveEvent(.fault(FaultEvent(index: UInt32(index), isBeginning: true)))
      simulation.schedule(event, at: world.faults.states[index].begin)
    }
  }

  public var plan: Plan { simulation.plan }
  public var now: Instant { simulation.now }
  /// When `advance` has something to do next; nil if nothing is under way.
  public var nextEvent: Instant? { simulation.agenda.nextInstant }
  public var unitCount: Int { plan.topology.unitCount }
  /// `array.controller0.port0`, by index.
  public var portNames: [String] { (0..<plan.topology.portCount).map(plan.topology.name(ofPort:)) }
  /// World and counters, for reports.
  public var world: LiveWorld { simulation.world }

  /// What the oracle has found so far; the first `Oracle.violationsRecordedMax`.
  public var violations: [Violation] { simulation.world.judge.oracle.violations }

  /// The names of a nexus, also of one that is closed.
  public func nexus(_ nexus: NexusID) -> NexusDirectory.Entry { simulation.world.array.directory[nexus] }

  /// Parameter data of PERSISTENT RESERVE IN as of now; nil if the array's dialect has no such service action.
  public func reserveInData(_ request: PersistentReserveIn, unit: Int) -> [UInt8]? {
    simulation.world.array.reserveInData(request, unit: unit)
  }

  /// What must outlive a power loss before a PERSISTENT RESERVE OUT is answered GOOD; nil: nothing.
  public func persistentImage(unit: Int) -> ReservationImage? {
    simulation.world.array.persistentImage(unit: unit)
  }

  /// At power on: what was stored for the unit, nil for nothing. False if it cannot be of this unit: the information is lost, and
  /// the unit says so until REPLACE LOST RESERVATION.
  @discardableResult public mutating func restore(_ image: ReservationImage?, unit: Int) -> Bool {
    simulation.world.array.restore(image, unit: unit)
  }

  // MARK: What initiators do

  /// A session began: the I_T nexus of this initiator port through the target port with this index.
  public mutating func openNexus(_ initiatorPort: TransportID, targetPort: Int) -> NexusID {
    occur { world, plan, now in world.noteReinstatement(of: initiatorPort, targetPort: targetPort, at: now, plan: plan) }
    return simulation.world.array.nexusOpened(initiatorPort, targetPort: targetPort)
  }

  /// No session can begin through the target port: the array has evicted it.
  public func refusesSessions(targetPort: Int) -> Bool { simulation.world.array.refusesSessions(through: targetPort) }

  /// The session is gone. Its commands are aborted; their writes may still land if a stalled port holds them.
  public mutating func closeNexus(_ nexus: NexusID) {
    occur { world, plan, now in world.initiatorLeft(nexus, at: now, plan: plan) }
  }

  /// A command arrived at its port, now.
  public mutating func submit(_ submission: Submission, tag: Tag) {
    let (exchange, unit) = simulation.world.brought(submission, tag: tag, at: now, plan: plan)
    exchangeByTag.append((tag, exchange))
    bring(unit)
  }

  /// All data of the command is there.
  public mutating func dataArrived(_ tag: Tag) {
    guard let id = exchange(tag) else { return }
    let exchange = simulation.world.exchanges[id.slot]
    // Nobody asked for it: it finds nobody.
    guard exchange.task != .max else { return }
    var unit = InformationUnit(.data, nexus: exchange.nexus, unit: 0, exchange: id.word)
    unit.task = exchange.task
    unit.label = exchange.label
    bring(unit)
  }

  /// A task management request arrived; `referenced` is the command that ABORT TASK is about.
  public mutating func manage(
    _ function: TaskManagementFunction, referenced: Tag? = nil, unit: Int, nexus: NexusID, tag: Tag
  ) {
    let referenced = referenced.flatMap(exchange) ?? .none
    let (exchange, unit) = simulation.world.brought(function, on: referenced, unit: unit, nexus: nexus, tag: tag, at: now)
    exchangeByTag.append((tag, exchange))
    bring(unit)
  }

  /// To be called while an `.execute` is handled: the media are as they were, and the command ends with `completion`.
  public mutating func failed(_ tag: Tag, with completion: Completion) {
    guard let id = exchange(tag) else { return }
    simulation.world.array.executionFailed(simulation.world.exchanges[id.slot].task, with: completion)
  }

  /// To be called while the `.execute` of a REQUEST SENSE is handled: the unit attention that waits for the nexus, now reported.
  public mutating func pendingSense(unit: Int, nexus: NexusID) -> Sense {
    simulation.world.array.pendingSense(unit: unit, nexus: nexus)
  }

  /// To be called while the `.execute` of a MODE SELECT is handled: what all nexuses share has changed.
  public mutating func modeParametersChanged(unit: Int, by nexus: NexusID, taskAbortedStatus: Bool) {
    simulation.world.array.modeParametersChanged(unit: unit, by: nexus, taskAbortedStatus: taskAbortedStatus)
  }

  // MARK: Time

  /// Runs everything up to and including `instant`. After each event `handle` gets what it brought, in order; it may ask and say
  /// `failed`, but nothing else may be submitted from there.
  public mutating func advance(to instant: Instant, handle: (inout LiveArray, Output) -> Void) {
    while let next = nextEvent, next <= instant {
      simulation.step()
      passOn(handle)
    }
    passOn(handle)
    if instant > now { simulation.run(until: instant) }
  }

  private mutating func passOn(_ handle: (inout LiveArray, Output) -> Void) {
    while !simulation.world.outputs.isEmpty {
      let outputs = simulation.world.outputs
      simulation.world.outputs = []
      for output in outputs {
        handle(&self, output)
        switch output {
        case .execute(let tag):
          if let id = exchange(tag), simulation.world.exchanges[id.slot].task != .max {
            let task = simulation.world.exchanges[id.slot].task
            occur { world, _, now in world.array.executionEnded(task, at: now) }
          }
        case .answer(let tag, _), .discarded(let tag), .managed(let tag, _): forget(tag)
        case .transferReady, .sessionsEnded: break
        }
      }
    }
  }

  private mutating func bring(_ unit: InformationUnit) {
    simulation.world.judge.frameLeft(unit.label)
    let id = simulation.world.arriving.insert(unit)
    simulation.schedule(LiveEvent(.brought(id.word)), at: now + plan.configuration.array.portLatency)
  }

  /// Something happens to the world at once, between two events.
  mutating func occur(_ body: (inout LiveWorld, Plan, Instant) -> Void) {
    var outbox = Outbox<LiveEvent>()
    body(&simulation.world, plan, now)
    simulation.world.route(at: now, plan: plan, outbox: &outbox)
    while !outbox.isEmpty {
      let next = outbox.takeFirst()
      simulation.schedule(next.event, at: next.instant)
    }
  }

  private func exchange(_ tag: Tag) -> SlabID<LiveExchange>? {
    exchangeByTag.first { $0.tag == tag && simulation.world.exchanges.isLive($0.exchange) }?.exchange
  }
  private mutating func forget(_ tag: Tag) { exchangeByTag.removeAll { $0.tag == tag } }
}
