import Barriers
import EventEngine
import Reservations
import SCSIWire

/// The device server: a command is checked once, when it is enabled (SPC-4 5.13.1), and then belongs to the task set.
extension StorageWorld {
  mutating func enable(_ id: AttemptID, _ command: Command, plan: Plan, turn: Turn) {
    let (unit, nexus) = (Int(attempts[id.slot].unit), NexusID(attempts[id.slot].nexus))
    if let refusal = units[unit].access.refusal(of: command, from: nexus) {
      return refuse(id, with: refusal, plan: plan, turn: turn)
    }
    if attempts[id.slot].owner == .initiator {
      enterTaskSet(id, unit: unit, nexus: nexus)
      return serve(id, command, plan: plan, turn: turn)
    }
    switch command {
    case .read, .write:
      enterTaskSet(id, unit: unit, nexus: nexus)
      beginTransfer(id, plan: plan, turn: turn)
    case .persistentReserveOut(let out):
      enterTaskSet(id, unit: unit, nexus: nexus)
      enqueue(id, out, plan: plan, turn: turn)
    case .persistentReserveIn(let request):
      // An answer that its host no longer waits for must not take the place of one that it does.
      if attempts[id.slot].isHostOpen {
        devices[Int(paths[Int(attempts[id.slot].path)].device)].inquiry = inquire(request.serviceAction, unit: unit)
        capture(request, of: id, unit: unit, turn: turn)
      }
      answer(id, plan: plan, turn: turn)
    default:
      answer(id, plan: plan, turn: turn)
    }
  }

  private mutating func refuse(_ id: AttemptID, with refusal: Completion, plan: Plan, turn: Turn) {
    attempts[id.slot].reply = refusal
    if refusal.status == .reservationConflict {
      counts.reservationConflicts += 1
      settle(id, .conflict, turn: turn)
    } else {
      counts.unitAttentions += 1
      settle(id, .unitAttention, turn: turn)
    }
    answer(id, plan: plan, turn: turn)
  }

  /// A read or write was enabled.
  mutating func beginTransfer(_ id: AttemptID, plan: Plan, turn: Turn) {
    let port = port(of: id)
    trace(.enabled, attempt: id, turn: turn)
    if ports[port].stalledAt == .afterCheck {
      hold(id, at: port, .heldAfterCheck, turn: turn)
    } else {
      transferData(id, plan: plan, turn: turn)
    }
  }

  mutating func enqueue(_ id: AttemptID, _ out: PersistentReserveOut, plan: Plan, turn: Turn) {
    let unit = Int(attempts[id.slot].unit)
    attempts[id.slot].stage = .reserveQueue
    units[unit].reserveOuts.append(id)
    if units[unit].reserveOuts.count == 1 { serveReserveOut(out, unit: unit, plan: plan, turn: turn) }
  }

  private mutating func enterTaskSet(_ id: AttemptID, unit: Int, nexus: NexusID) {
    let slot = units[unit].tasks.enable(id.task, nexus: nexus, holdersKey: units[unit].access.holdersKeyForTasks)
    attempts[id.slot].taskSlot = Int32(slot)
  }

  /// After the check: data moves, or the media is asked.
  mutating func transferData(_ id: AttemptID, plan: Plan, turn: Turn) {
    guard attempts[id.slot].isWrite else { return enqueueForMedia(id, plan: plan, turn: turn) }
    attempts[id.slot].stage = .awaitingData
    let isDataHere =
      attempts[id.slot].owner == .initiator ? exchanges[attempts[id.slot].ticket].carriesData : transfersImmediately
    if isDataHere {
      dataArrived(id, plan: plan, turn: turn)
    } else {
      send(.transferReady, of: id, plan: plan, turn: turn)
    }
  }

  /// Sends the status in `reply`; the array end of the exchange is closed.
  mutating func answer(_ id: AttemptID, plan: Plan, turn: Turn) {
    attempts[id.slot].stage = .closed
    trace(.answered, attempt: id, detail: UInt64(attempts[id.slot].reply.status.rawValue), turn: turn)
    send(.status, of: id, plan: plan, turn: turn)
  }

  /// The task is done or dead and leaves the task set; aborts that waited for it alone are confirmed.
  mutating func endTask(_ id: AttemptID, plan: Plan, turn: Turn) {
    let unit = Int(attempts[id.slot].unit)
    let slot = Int(attempts[id.slot].taskSlot)
    attempts[id.slot].taskSlot = -1
    attempts[id.slot].stage = .closed
    quiesced.removeAll(keepingCapacity: true)
    units[unit].tasks.end(slot, quiesced: &quiesced)
    for aborter in quiesced {
      confirmAbort(by: AttemptID(task: aborter), unit: unit, plan: plan, turn: turn)
    }
  }

  /// nil for what no barrier asks.
  private func inquire(_ action: ReserveInServiceAction, unit: Int) -> IOBarrier.Outcome? {
    switch action {
    case .readKeys: .keys(units[unit].access.table.readKeys().keys)
    case .readReservation: .reservation(units[unit].access.table.readReservation().held?.type)
    case .reportCapabilities, .readFullStatus: nil
    }
  }
}

extension AttemptID {
  /// The task set's name for this attempt.
  var task: TaskSet.TaskID { UInt64(generation) << 32 | UInt64(slot) }
  init(task: TaskSet.TaskID) {
    self.init(slot: UInt32(truncatingIfNeeded: task), generation: UInt32(truncatingIfNeeded: task >> 32))
  }
}
