import ConsistencyOracle
import EventEngine
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
    case managed(Tag)
  }

  var simulation: StorageSimulation
  private var attemptByTag: [(tag: Tag, attempt: AttemptID)] = []

  /// The array of `plan` at instant zero.
  ///
  /// - Throws: `ConfigurationError` for faults of things that a live array does not have: hosts and links of the model.
  public init(plan: Plan, seed: UInt64) throws(ConfigurationError) {
    for (index, fault) in plan.configuration.faults.enumerated() where !fault.kind.isOfArray {
      throw ConfigurationError(
        "faults[\(index)]",
        "'\(fault.name)' is a fault of a host or a link, and a live array has neither; expected port_stall or media_slow")
    }
    let random = RandomSource(seed: seed, replication: 0)
    let world = StorageWorld(plan: plan, random: random, isJudged: true)
    simulation = StorageSimulation(world: world, plan: plan, observer: RunObserver(recordsLatency: false))
    for index in world.faults.indices { simulation.schedule(.init(.faultBegan, index), at: world.faults[index].begin) }
  }

  public var plan: Plan { simulation.plan }
  public var now: Instant { simulation.now }
  /// When `advance` has something to do next; nil if nothing is under way.
  public var nextEvent: Instant? { simulation.agenda.nextInstant }
  public var unitCount: Int { plan.topology.unitCount }
  /// `array.controller0.port0`, by index.
  public var portNames: [String] { (0..<plan.topology.portCount).map(plan.topology.name(ofPort:)) }
  /// World and counters, for reports.
  public var world: StorageWorld { simulation.world }

  /// What the oracle has found so far; the first `Oracle.violationsRecordedMax`.
  public var violations: [Violation] { simulation.world.oracle.violations }

  /// The names of a nexus, also of one that is closed.
  public func nexus(_ nexus: NexusID) -> NexusDirectory.Entry { simulation.world.directory[nexus] }

  /// Parameter data of PERSISTENT RESERVE IN as of now; nil if the array's dialect has no such service action.
  public func reserveInData(_ request: PersistentReserveIn, unit: Int) -> [UInt8]? {
    simulation.world.units[unit].access.reserveInData(request, in: simulation.world.directory)
  }

  /// What must outlive a power loss before a PERSISTENT RESERVE OUT is answered GOOD; nil: nothing.
  public func persistentImage(unit: Int) -> ReservationImage? {
    simulation.world.units[unit].access.persistentImage(in: simulation.world.directory)
  }

  /// At power on: what was stored for the unit, nil for nothing. False if it cannot be of this unit: the information is lost, and
  /// the unit says so until REPLACE LOST RESERVATION.
  @discardableResult public mutating func restore(_ image: ReservationImage?, unit: Int) -> Bool {
    simulation.world.restore(image, unit: unit)
  }

  // MARK: What initiators do

  /// A session began: the I_T nexus of this initiator port through the target port with this index.
  public mutating func openNexus(_ initiatorPort: TransportID, targetPort: Int) -> NexusID {
    simulation.world.nexusOpened(initiatorPort, targetPort: targetPort)
  }

  /// The session is gone. Its commands are aborted; their writes may still land if a stalled port holds them.
  public mutating func closeNexus(_ nexus: NexusID) {
    occur { world, plan, turn in world.initiatorLeft(nexus, plan: plan, turn: turn) }
  }

  /// A command arrived at its port, now.
  public mutating func submit(_ submission: Submission, tag: Tag) {
    let id = simulation.world.brought(submission, tag: tag, at: now)
    attemptByTag.append((tag, id))
    bring(id, .command)
  }

  /// All data of the command is there.
  public mutating func dataArrived(_ tag: Tag) {
    guard let id = attempt(tag) else { return }
    bring(id, .data)
  }

  /// A task management request arrived; `referenced` is the command that ABORT TASK is about.
  public mutating func manage(
    _ function: TaskManagementFunction, referenced: Tag? = nil, unit: Int, nexus: NexusID, tag: Tag
  ) {
    let task = referenced.flatMap(attempt) ?? .none
    let id = simulation.world.brought(function, on: task, unit: unit, nexus: nexus, tag: tag, at: now)
    attemptByTag.append((tag, id))
    bring(id, .command)
  }

  /// To be called while an `.execute` is handled: the media are as they were, and the command ends with `completion`.
  public mutating func failed(_ tag: Tag, with completion: Completion) {
    guard let id = attempt(tag), simulation.world.attempts[id.slot].stage == .executing else { return }
    simulation.world.attempts[id.slot].reply = completion
  }

  /// To be called while the `.execute` of a REQUEST SENSE is handled: the unit attention that waits for the nexus, now reported.
  public mutating func pendingSense(unit: Int, nexus: NexusID) -> Sense {
    simulation.world.units[unit].access.pendingSense(of: nexus)
  }

  /// To be called while the `.execute` of a MODE SELECT is handled: what all nexuses share has changed.
  public mutating func modeParametersChanged(unit: Int, by nexus: NexusID, taskAbortedStatus: Bool) {
    simulation.world.units[unit].access.control.taskAbortedStatus = taskAbortedStatus
    simulation.world.units[unit].access.modeParametersChanged(by: nexus)
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
          if let id = attempt(tag) { simulation.schedule(.init(.executed, id), at: now) }
        case .answer(let tag, _), .discarded(let tag), .managed(let tag): forget(tag)
        case .transferReady: break
        }
      }
    }
  }

  private mutating func bring(_ id: AttemptID, _ frame: StorageEvent.Frame) {
    simulation.world.attempts[id.slot].frameLeft(at: now)
    var event = StorageEvent(.frameBrought, id)
    event.frame = frame
    simulation.schedule(event, at: now + plan.configuration.array.portLatency)
  }

  /// Something happens to the world at once, between two events.
  private mutating func occur(_ body: (inout StorageWorld, Plan, Turn) -> Void) {
    var outbox = Outbox<StorageEvent>()
    let (plan, now) = (plan, now)
    withUnsafeMutablePointer(to: &outbox) { outbox in
      withUnsafeMutablePointer(to: &simulation.observer) { observer in
        body(&simulation.world, plan, Turn(now: now, outbox: outbox, observer: observer))
      }
    }
    for position in 0..<outbox.count { simulation.schedule(outbox[position].event, at: outbox[position].instant) }
  }

  private func attempt(_ tag: Tag) -> AttemptID? { attemptByTag.first { $0.tag == tag }?.attempt }
  private mutating func forget(_ tag: Tag) { attemptByTag.removeAll { $0.tag == tag } }
}

extension FaultKind {
  fileprivate var isOfArray: Bool {
    switch self {
    case .portStall, .mediaSlow: true
    case .linkDown, .linkStall, .hostPause: false
    }
  }
}
