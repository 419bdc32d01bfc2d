import EventEngine
import Reservations
import SCSIWire

/// The device server: a command is checked once, when it is enabled (SPC-4 5.13.1), and then belongs to the task set.
extension StorageWorld {
  mutating func enable(_ id: AttemptID, _ command: Command, plan: Plan, turn: Turn) {
    let path = Int(attempts[id.slot].path)
    let (unit, nexus) = (Int(paths[path].unit), NexusID(paths[path].nexus))
    guard passesCheck(id, command, unit: unit, nexus: nexus, turn: turn) else {
      return answer(id, plan: plan, turn: turn)
    }
    switch command {
    case .read, .write:
      enterTaskSet(id, unit: unit, nexus: nexus)
      let port = port(of: id)
      trace(.enabled, attempt: id, turn: turn)
      if ports[port].stalledAt == .afterCheck {
        hold(id, at: port, .heldAfterCheck, turn: turn)
      } else {
        transferData(id, plan: plan, turn: turn)
      }
    case .persistentReserveOut(let out):
      enterTaskSet(id, unit: unit, nexus: nexus)
      attempts[id.slot].stage = .reserveQueue
      units[unit].reserveOuts.append(id)
      if units[unit].reserveOuts.count == 1 { serveReserveOut(out, unit: unit, plan: plan, turn: turn) }
    case .persistentReserveIn(let request):
      // An answer that its host no longer waits for must not take the place of one that it does.
      if attempts[id.slot].isHostOpen {
        devices[Int(paths[path].device)].inquiry = inquire(request.serviceAction, unit: unit)
      }
      answer(id, plan: plan, turn: turn)
    default:
      answer(id, plan: plan, turn: turn)
    }
  }

  /// Unit attentions of the 29h family outrank a conflict, a conflict outranks the others (SAM-5 5.3.3).
  private mutating func passesCheck(
    _ id: AttemptID, _ command: Command, unit: Int, nexus: NexusID, turn: Turn
  ) -> Bool {
    let index = Int(nexus.index)
    let isAttentive = !command.isExemptFromUnitAttention && !units[unit].attentions[index].isEmpty
    if isAttentive, units[unit].attentions[index].next?.outranksConflict == true {
      return refuseForAttention(id, unit: unit, nexus: index, turn: turn)
    }
    if !units[unit].reservations.permits(AccessClass(of: command), from: nexus) {
      attempts[id.slot].reply = .reservationConflict
      counts.reservationConflicts += 1
      settle(id, .conflict, turn: turn)
      return false
    }
    return isAttentive ? refuseForAttention(id, unit: unit, nexus: index, turn: turn) : true
  }

  private mutating func refuseForAttention(_ id: AttemptID, unit: Int, nexus: Int, turn: Turn) -> Bool {
    guard let attention = units[unit].attentions[nexus].report() else { return true }
    attempts[id.slot].reply = .checkCondition(attention.sense)
    counts.unitAttentions += 1
    settle(id, .unitAttention, turn: turn)
    return false
  }

  private mutating func enterTaskSet(_ id: AttemptID, unit: Int, nexus: NexusID) {
    attempts[id.slot].taskSlot = Int32(units[unit].tasks.enable(id.task, nexus: nexus))
  }

  /// After the check: data moves, or the media is asked.
  mutating func transferData(_ id: AttemptID, plan: Plan, turn: Turn) {
    guard attempts[id.slot].isWrite else { return enqueueForMedia(id, plan: plan, turn: turn) }
    attempts[id.slot].stage = .awaitingData
    if transfersImmediately {
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
    let unit = Int(paths[Int(attempts[id.slot].path)].unit)
    let slot = Int(attempts[id.slot].taskSlot)
    attempts[id.slot].taskSlot = -1
    attempts[id.slot].stage = .closed
    quiesced.removeAll(keepingCapacity: true)
    units[unit].tasks.end(slot, quiesced: &quiesced)
    for aborter in quiesced {
      turn.schedule(.init(.abortConfirmed, AttemptID(task: aborter)), after: plan.configuration.array.abortTime)
    }
  }

  /// nil for what no barrier asks.
  private func inquire(_ action: ReserveInServiceAction, unit: Int) -> IOBarrier.Outcome? {
    switch action {
    case .readKeys: .keys(units[unit].reservations.readKeys().keys)
    case .readReservation: .reservation(units[unit].reservations.readReservation().held?.type)
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

extension Command {
  /// SAM-5 5.14: reported by every command but INQUIRY, REPORT LUNS and REQUEST SENSE.
  var isExemptFromUnitAttention: Bool {
    switch self {
    case .inquiry, .reportLuns, .requestSense: true
    default: false
    }
  }
}
