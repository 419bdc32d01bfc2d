import Barriers
import EventEngine
import Interconnect
import SCSIWire

/// Carries out what a device's barrier asks for, and tells it what came of that.
extension Hosts {
  mutating func deviceStarted(_ device: Int, at now: Instant, plan: HostPlan) {
    guard !hosts[Int(devices[device].host)].isStopped else { return }
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.started(into: &actions)
    perform(device, at: now, plan: plan)
  }

  /// Performs `actions`, and whatever they lead to at once.
  mutating func perform(_ device: Int, at now: Instant, plan: HostPlan) {
    // Moved out: an action may raise the next one.
    let due = actions
    actions.removeAll(keepingCapacity: true)
    for action in due { perform(action, device, at: now, plan: plan) }
  }

  private mutating func perform(_ action: IOBarrier.Action, _ device: Int, at now: Instant, plan: HostPlan) {
    let first = devices[device].firstPath
    switch action {
    case .reserveOut(var out, let path, let ticket):
      out.activatePersistThroughPowerLoss =
        out.serviceAction == .registerAndIgnoreExistingKey && plan.persistsThroughPowerLoss
      command(.persistentReserveOut(out), path: first + path, ticket: ticket, at: now, plan: plan)
    case .readKeys(let path, let ticket):
      command(
        .persistentReserveIn(.init(.readKeys, allocationLength: .max)), path: first + path, ticket: ticket, at: now, plan: plan
      )
    case .readReservation(let path, let ticket):
      command(
        .persistentReserveIn(.init(.readReservation, allocationLength: .max)), path: first + path, ticket: ticket, at: now,
        plan: plan)
    case .logicalUnitReset(let path, let ticket):
      send(.taskManagement(.logicalUnitReset, .none), for: .barrier, ticket: ticket, on: first + path, at: now, plan: plan)
    case .wait(let victim, let nanoseconds):
      emissions.schedule(holdOver(device, victim), at: now + Duration(nanoseconds: nanoseconds))
    case .disablePort(let victim):
      emissions.signal(.disablePort(victimPath: UInt32(path(of: victim, device)), askedBy: UInt32(device)))
    case .powerOff(let victim):
      emissions.signal(.powerOff(victimPath: UInt32(path(of: victim, device)), askedBy: UInt32(device)))
    case .relogin: preconditionFailure("initiator ports keep their names: the plan refuses methods that need new ones")
    case .ready: deviceReady(device, at: now, plan: plan)
    case .excluded: break
    case .raising(let victim): barrierRaised(device, victim)
    case .done(let victim): barrierDone(device, victim, at: now, plan: plan)
    case .rejoined(let path): pathJoined(first + path, at: now, plan: plan)
    case .fenced: stop(Int(devices[device].host), at: now)
    }
  }

  private mutating func command(_ command: Command, path: Int, ticket: UInt32, at now: Instant, plan: HostPlan) {
    counts.reservationCommands += 1
    send(.command(command), for: .barrier, ticket: ticket, on: path, at: now, plan: plan)
  }

  mutating func barrierCommandAnswered(
    _ exchange: Exchange, _ reply: Completion, _ parameterData: [UInt8], at now: Instant, plan: HostPlan
  ) {
    let path = Int(exchange.path)
    let device = Int(paths[path].device)
    if case .taskManagement(.logicalUnitReset, _) = exchange.request {
      repeatAfterReset(path, sentBefore: exchange.sentAt, at: now, plan: plan)
    }
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.completed(
      Self.outcome(of: exchange.request, reply, parameterData), ticket: exchange.ticket, into: &actions)
    perform(device, at: now, plan: plan)
  }

  /// What came of a barrier's command, as its bytes say.
  private static func outcome(
    of request: Exchange.Request, _ reply: Completion, _ parameterData: [UInt8]
  ) -> IOBarrier.Outcome {
    guard reply == .good, case .command(.persistentReserveIn(let inquiry)) = request else { return .status(reply) }
    switch inquiry.serviceAction {
    case .readKeys:
      return (try? ReadKeysData.decode(parameterData)).map { .keys($0.items) } ?? .status(reply)
    case .readReservation:
      return (try? ReadReservationData.decode(parameterData)).map { data in
        .reservation(data.items.first.flatMap { ReservationType(rawValue: $0.type) })
      } ?? .status(reply)
    case .reportCapabilities, .readFullStatus: return .status(reply)
    }
  }

  /// A reset is answered behind all commands that went before it on its nexus: those still outstanding are dead, and no status
  /// will say so (SAM-5 5.3.1).
  private mutating func repeatAfterReset(_ path: Int, sentBefore reset: Instant, at now: Instant, plan: HostPlan) {
    while let id = oldestIO(of: path), exchanges[id.slot].sentAt < reset {
      let operation = exchanges[id.slot].operation
      giveUp(id)
      counts.retries += 1
      dispatch(operation, at: now, plan: plan)
    }
  }

  /// Set-up is complete: every usable path may carry I/O; the workload begins when all units of the host are ready.
  private mutating func deviceReady(_ device: Int, at now: Instant, plan: HostPlan) {
    guard !devices[device].isReady else { return }
    devices[device].isReady = true
    let first = devices[device].firstPath
    for path in first..<first + plan.topology.nexusesPerHost {
      if paths[path].state == .settingUp { pathJoined(path, at: now, plan: plan) }
      scheduleChecker(path, after: plan.configuration.multipath.pollingInterval, at: now)
    }
    let host = Int(devices[device].host)
    hosts[host].devicesToSetUp -= 1
    if hosts[host].devicesToSetUp == 0 { startWorkload(of: host, at: now, plan: plan) }
  }

  // MARK: Victims

  private func holdOver(_ device: Int, _ victim: IOBarrier.Victim) -> HostEvent {
    switch victim {
    case .ownPath(let path): HostEvent(.holdOver, device, generation: UInt32(path), extra: .max)
    case .foreignKey(_, let token): HostEvent(.holdOver, device, generation: token, extra: 0)
    }
  }

  mutating func holdOver(_ event: HostEvent, at now: Instant, plan: HostPlan) {
    let device = event.index
    guard !hosts[Int(devices[device].host)].isStopped else { return }
    let victim: IOBarrier.Victim =
      event.extra == .max
      ? .ownPath(Int(event.generation)) : .foreignKey(keyOfVictim(Int(event.generation)), token: event.generation)
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.waited(victim, into: &actions)
    perform(device, at: now, plan: plan)
  }

  /// The path that a barrier is about; a foreign key's token is the path of the other host.
  func path(of victim: IOBarrier.Victim, _ device: Int) -> Int {
    switch victim {
    case .ownPath(let ordinal): devices[device].firstPath + ordinal
    case .foreignKey(_, let token): Int(token)
    }
  }

  func keyOfVictim(_ path: Int) -> ReservationKey {
    devices[Int(paths[path].device)].barrier.key(ofPath: Int(paths[path].ordinal))
  }

  private mutating func barrierRaised(_ device: Int, _ victim: IOBarrier.Victim) {
    let path = path(of: victim, device)
    counts.barriersRaised += 1
    pendingBarriers += 1
    devices[device].pendingVictims.append(UInt32(path))
    emissions.signal(.barrierRaised(victimPath: UInt32(path), by: devices[device].host))
  }

  private mutating func barrierDone(_ device: Int, _ victim: IOBarrier.Victim, at now: Instant, plan: HostPlan) {
    let path = path(of: victim, device)
    counts.barriersDone += 1
    pendingBarriers -= 1
    devices[device].pendingVictims.removeAll { $0 == UInt32(path) }
    emissions.signal(.barrierDone(victimPath: UInt32(path), by: devices[device].host))
    guard case .ownPath = victim else { return }
    if plan.barrier.endsWaiting { recallOutstanding(path, at: now, plan: plan) }
    resumeSuspended(path, at: now, plan: plan)
  }
}

extension Hosts {
  /// The victim cannot send any more: its port was disabled, or its power is off.
  package mutating func shutOut(victimPath: UInt32, askedBy device: Int, at now: Instant, plan: HostPlan) {
    guard !hosts[Int(devices[device].host)].isStopped else { return }
    actions.removeAll(keepingCapacity: true)
    let victim = IOBarrier.Victim.foreignKey(keyOfVictim(Int(victimPath)), token: victimPath)
    devices[device].barrier.shutOut(victim, into: &actions)
    perform(device, at: now, plan: plan)
  }
}
