import Barriers
import EventEngine
import Reservations
import SCSIWire

/// Carries out what a device's barrier asks for, and tells it what came of that.
extension StorageWorld {
  mutating func deviceStarted(_ device: Int, plan: Plan, turn: Turn) {
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.started(into: &actions)
    perform(device, plan: plan, turn: turn)
  }

  /// Performs `actions`, and whatever they lead to at once.
  mutating func perform(_ device: Int, plan: Plan, turn: Turn) {
    // Moved out: an action may raise the next one.
    let due = actions
    actions.removeAll(keepingCapacity: true)
    for action in due { perform(action, device, plan: plan, turn: turn) }
  }

  private mutating func perform(_ action: IOBarrier.Action, _ device: Int, plan: Plan, turn: Turn) {
    let first = devices[device].firstPath
    switch action {
    case .reserveOut(var out, let path, let ticket):
      out.activatePersistThroughPowerLoss =
        out.serviceAction == .registerAndIgnoreExistingKey && plan.configuration.array.reservations.persistThroughPowerLoss
      command(.persistentReserveOut(out), path: first + path, ticket: ticket, plan: plan, turn: turn)
    case .readKeys(let path, let ticket):
      command(
        .persistentReserveIn(.init(.readKeys, allocationLength: .max)), path: first + path, ticket: ticket, plan: plan, turn: turn
      )
    case .readReservation(let path, let ticket):
      command(
        .persistentReserveIn(.init(.readReservation, allocationLength: .max)), path: first + path, ticket: ticket, plan: plan,
        turn: turn)
    case .logicalUnitReset(let path, let ticket):
      send(.taskManagement(.logicalUnitReset, .none), for: .barrier, ticket: ticket, on: first + path, plan: plan, turn: turn)
    case .wait(let victim, _):
      // The model's own key still says how long.
      turn.schedule(holdOver(device, victim), after: plan.configuration.holdTime)
    case .ready: deviceReady(device, plan: plan, turn: turn)
    case .raising(let victim): barrierRaised(device, victim, turn: turn)
    case .done(let victim): barrierDone(device, victim, plan: plan, turn: turn)
    case .rejoined(let path): pathJoined(first + path, plan: plan, turn: turn)
    case .fenced: hostWasFenced(Int(devices[device].host), plan: plan, turn: turn)
    case .excluded: break
    case .disablePort, .powerOff, .relogin: preconditionFailure("no model file names a method that asks for this")
    }
  }

  private mutating func command(_ command: Command, path: Int, ticket: UInt32, plan: Plan, turn: Turn) {
    counts.reservationCommands += 1
    send(.command(command), for: .barrier, ticket: ticket, on: path, plan: plan, turn: turn)
  }

  mutating func barrierCommandAnswered(_ attempt: Attempt, plan: Plan, turn: Turn) {
    let device = Int(paths[Int(attempt.path)].device)
    var outcome = IOBarrier.Outcome.status(attempt.reply)
    if case .command(.persistentReserveIn) = attempt.request, attempt.reply == .good, let read = devices[device].inquiry {
      outcome = read
    }
    if case .taskManagement(.logicalUnitReset, _) = attempt.request {
      repeatAfterReset(Int(attempt.path), sentBefore: attempt.sentAt, plan: plan, turn: turn)
    }
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.completed(outcome, ticket: attempt.ticket, into: &actions)
    perform(device, plan: plan, turn: turn)
  }

  /// A reset is answered behind all commands that went before it on its nexus: those still outstanding are dead, and no status
  /// will say so (SAM-5 5.3.1).
  private mutating func repeatAfterReset(_ path: Int, sentBefore reset: Instant, plan: Plan, turn: Turn) {
    while let id = oldestIO(of: path), attempts[id.slot].sentAt < reset {
      let operation = attempts[id.slot].operation
      giveUp(id, plan: plan, turn: turn)
      counts.retries += 1
      dispatch(operation, plan: plan, turn: turn)
    }
  }

  /// Set-up is complete: every usable path may carry I/O; the workload begins when all units of the host are ready.
  private mutating func deviceReady(_ device: Int, plan: Plan, turn: Turn) {
    guard !devices[device].isReady else { return }
    devices[device].isReady = true
    let first = devices[device].firstPath
    for path in first..<first + plan.topology.nexusesPerHost {
      if paths[path].state == .settingUp { pathJoined(path, plan: plan, turn: turn) }
      scheduleChecker(path, after: plan.configuration.hosts.multipath.pollingInterval, turn: turn)
    }
    let host = Int(devices[device].host)
    hosts[host].devicesToSetUp -= 1
    if hosts[host].devicesToSetUp == 0 { startWorkload(of: host, plan: plan, turn: turn) }
  }

  // MARK: Victims

  private func holdOver(_ device: Int, _ victim: IOBarrier.Victim) -> StorageEvent {
    switch victim {
    case .ownPath(let path): StorageEvent(.holdOver, device, generation: UInt32(path), extra: .max)
    case .foreignKey(_, let token): StorageEvent(.holdOver, device, generation: token, extra: 0)
    }
  }

  mutating func holdOver(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let device = event.index
    let victim: IOBarrier.Victim =
      event.extra == .max
      ? .ownPath(Int(event.generation)) : .foreignKey(keyOfVictim(Int(event.generation)), token: event.generation)
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.waited(victim, into: &actions)
    perform(device, plan: plan, turn: turn)
  }

  /// The path that a barrier is about; a foreign key's token is the path of the other host.
  func path(of victim: IOBarrier.Victim, _ device: Int) -> Int {
    switch victim {
    case .ownPath(let ordinal): devices[device].firstPath + ordinal
    case .foreignKey(_, let token): Int(token)
    }
  }

  func keyOfVictim(_ path: Int) -> ReservationKey {
    devices[Int(paths[path].device)].barrier.key(ofPath: paths[path].ordinal)
  }

  private mutating func barrierRaised(_ device: Int, _ victim: IOBarrier.Victim, turn: Turn) {
    let path = path(of: victim, device)
    counts.barriersRaised += 1
    pendingBarriers += 1
    barrierRaisedAt[path] = turn.now
    oracle.barrierRaised(
      unit: paths[path].unit, nexus: paths[path].nexus, epoch: paths[path].registrationEpoch, at: turn.now)
    trace(.barrierRaised, entity: path, turn: turn)
  }

  private mutating func barrierDone(_ device: Int, _ victim: IOBarrier.Victim, plan: Plan, turn: Turn) {
    let path = path(of: victim, device)
    counts.barriersDone += 1
    pendingBarriers -= 1
    turn.observer.pointee.barrierTimes.append(turn.now - barrierRaisedAt[path])
    oracle.barrierDone(
      unit: paths[path].unit, nexus: paths[path].nexus, epoch: paths[path].registrationEpoch, at: turn.now)
    trace(.barrierDone, entity: path, turn: turn)
    switch victim {
    case .ownPath: resumeSuspended(path, plan: plan, turn: turn)
    case .foreignKey: victimShutOut(Int(paths[path].device), plan: plan, turn: turn)
    }
    noteCalm(turn: turn)
  }
}
