import ReservationReference
import Reservations
import SCSIWire

/// The values of `Reservations`, put together as a device server does, with the interface of the reference.
struct CoreUnit {
  typealias Outcome = ReferenceUnit.Outcome

  /// A command that was received and has not ended.
  struct Pending {
    var tag: UInt64
    var nexus: NexusID
    var slot: Int
  }

  var directory: NexusDirectory
  var access: LogicalUnitAccess
  var tasks = TaskSet()
  var pending: [Pending] = []
  private var aborters: UInt64 = 1 << 32
  /// What a device server cannot accept, in words.
  var complaint: String?

  init(_ settings: ReferenceUnit.Settings) {
    directory = NexusDirectory(targetPorts: settings.targetPorts)
    var rules = ReservationRules(dialect: settings.dialect == .spc2 ? .spc2 : .spc4)
    rules.hasElements = settings.hasElements
    rules.registrationLimit = settings.registrationsMax ?? .max
    rules.supportsPersistence = settings.persistsThroughPowerLoss
    rules.handlesCompatibleReservations = settings.handlesCompatibly
    access = LogicalUnitAccess(
      rules: rules,
      control: .init(
        taskAbortedStatus: settings.reportsTaskAborted, noUnitAttentionOnRelease: settings.releasesSilently))
  }

  mutating func perform(_ step: Step) -> Outcome {
    switch step {
    case .logIn(let index): return logIn(Names.nexuses[index])
    case .loseNexus(let index): return nexus(index).map { lose($0) } ?? Outcome()
    case .command(let index, let cdb, let list):
      return nexus(index).map { begin(cdb: cdb, list: list, from: $0) } ?? Outcome()
    case .receive(let tag, let index):
      guard let nexus = nexus(index) else { return Outcome() }
      pending.append(Pending(tag: tag, nexus: nexus, slot: tasks.enable(tag, nexus: nexus)))
      return Outcome()
    case .begin(let tag, let cdb):
      guard let waiting = pending.first(where: { $0.tag == tag }) else { return Outcome() }
      let outcome = begin(cdb: cdb, list: [], from: waiting.nexus)
      if outcome.completion != nil { end(tag) }
      return outcome
    case .finish(let tag):
      end(tag)
      return Outcome()
    case .abortTaskSet(let index): return nexus(index).map { abort(.nexuses([$0]), by: $0) } ?? Outcome()
    case .clearTaskSet(let index): return nexus(index).map { abort(.everything, by: $0) } ?? Outcome()
    case .resetLogicalUnit:
      access.logicalUnitReset()
      return abort(.everything, by: nil)
    case .resetTarget:
      access.targetReset()
      return abort(.everything, by: nil)
    case .losePower:
      access.powerLost()
      return abort(.everything, by: nil)
    case .finishRestore:
      if access.readiness == .restoring { access.restoreFinished() }
      return Outcome()
    case .loseInformation:
      if access.readiness == .restoring { access.persistentInformationLost() }
      return Outcome()
    case .restart:
      let image = access.persistentImage(in: directory)
      directory = NexusDirectory(targetPorts: directory.targetPorts)
      if !access.restore(from: image, directory: &directory) { complaint = "the image was refused" }
      return abort(.everything, by: nil)
    }
  }

  /// The nexus, if it ever logged in.
  private func nexus(_ index: Int) -> NexusID? {
    directory.find(Names.nexuses[index].initiatorPort, targetPort: Names.nexuses[index].targetPort)
  }

  private mutating func logIn(_ name: ReferenceUnit.Nexus) -> Outcome {
    if let known = directory.find(name.initiatorPort, targetPort: name.targetPort) { return lose(known) }
    access.loggedIn(directory.login(name.initiatorPort, targetPort: name.targetPort), in: directory)
    return Outcome()
  }

  private mutating func lose(_ nexus: NexusID) -> Outcome {
    access.nexusLost(nexus)
    return abort(.nexuses([nexus]), by: nil)
  }

  private mutating func end(_ tag: UInt64) {
    var quiesced: [UInt64] = []
    for task in pending where task.tag == tag { tasks.end(task.slot, quiesced: &quiesced) }
    pending.removeAll { $0.tag == tag }
  }

  /// Aborts, and lets what was aborted end at once. Without an aborting nexus there is nobody to tell.
  private mutating func abort(_ scope: TaskSet.Scope, by nexus: NexusID?) -> Outcome {
    var outcome = Outcome()
    var quiesced: [UInt64] = []
    aborters += 1
    var isOver = tasks.abort(scope, by: aborters, victims: &outcome.aborted)
    let victims = outcome.aborted.compactMap { tag in pending.first { $0.tag == tag } }
    for victim in victims {
      if isOver { complaint = "the abort ended before its victims" }
      tasks.end(victim.slot, quiesced: &quiesced)
      isOver = quiesced == [aborters]
    }
    if !isOver { complaint = "the abort did not end" }
    pending.removeAll { outcome.aborted.contains($0.tag) }
    guard let nexus else { return outcome }
    access.tasksCleared(of: victims.map(\.nexus), by: nexus)
    if access.control.taskAbortedStatus {
      outcome.abortedWithStatus = victims.filter { $0.nexus != nexus }.map(\.tag)
    }
    return outcome
  }

  private mutating func begin(cdb: [UInt8], list: [UInt8], from nexus: NexusID) -> Outcome {
    let command: Command
    do throws(WireError) {
      command = try Command.decode(cdb: cdb, parameterList: list)
    } catch {
      return Outcome(access.refusal(of: standIn(for: cdb), from: nexus) ?? .checkCondition(error.sense))
    }
    if let refusal = access.refusal(of: command, from: nexus) { return Outcome(refusal) }
    switch command {
    case .reserve: return Outcome(access.reserve(from: nexus))
    case .release: return Outcome(access.release(from: nexus))
    case .persistentReserveOut(let out): return reserveOut(out, list: list, from: nexus)
    case .persistentReserveIn(let request):
      guard let data = access.reserveInData(request, in: directory) else {
        return Outcome(.checkCondition(.invalidFieldInCDB))
      }
      return Outcome(.good, data: data)
    default: return Outcome()
    }
  }

  /// A command that can be decoded, and conflicts exactly where the other would whatever its parameters.
  private func standIn(for cdb: [UInt8]) -> Command {
    switch cdb[0] {
    case 0x5F where access.table.isLost && cdb[1] & 0x1F == 8:
      .persistentReserveOut(PersistentReserveOut(.replaceLostReservation))
    case 0x5E, 0x5F: .persistentReserveIn(PersistentReserveIn(.readKeys, allocationLength: 0))
    default: .testUnitReady
    }
  }

  private mutating func reserveOut(_ out: PersistentReserveOut, list: [UInt8], from nexus: NexusID) -> Outcome {
    guard let ports = try? out.transportIDs(inParameterList: list) else {
      complaint = "a list that was decoded has illegal TransportIDs"
      return Outcome()
    }
    // A port becomes known by being registered, not by being named in a command that fails.
    var directory = directory
    let named = directory.nexuses(namedBy: out, transportIDs: ports, from: nexus)
    var effects = ReservationEffects()
    let completion = access.perform(out, naming: named, from: nexus, effects: &effects)
    guard completion == .good else { return Outcome(completion) }
    if out.serviceActionReservationKey != .none { self.directory = directory }
    var outcome = effects.abortScope.map { abort($0, by: nexus) } ?? Outcome()
    outcome.completion = .good
    return outcome
  }
}
