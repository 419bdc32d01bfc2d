import EventEngine
import Interconnect

extension StorageArray {
  /// Folds what decides the future: tasks by what they are and where they stand, instants as time left.
  ///
  /// - Parameter name: what an initiator's name for an exchange stands for.
  package func fold(into fold: inout StateFold, at now: Instant, plan: ArrayPlan, name: (UInt64) -> UInt64) {
    func task(_ id: TaskID) -> UInt64 { tasks.isLive(id) ? self.name(of: id.slot, name) : 0 }
    fold.fold(list: ports) { port, fold in
      fold.fold(port.stalledAt.map { $0.rawValue.utf8.count } ?? 0)
      fold.fold(port.stalls)
      fold.fold(port.refusesSessions)
      fold.fold(list: port.heldArrivals) { unit, fold in fold.fold(unit.essence(name)) }
      fold.fold(list: port.heldTasks) { id, fold in fold.fold(task(id)) }
      fold.fold(list: port.heldAnswers) { unit, fold in fold.fold(unit.essence(name)) }
      fold.fold(list: port.heldLosses) { nexus, fold in fold.fold(nexus.index) }
    }
    fold.fold(list: units) { unit, fold in
      unit.access.forEachEssentialWord { fold.fold($0) }
      fold.fold(list: unit.reserveOuts) { id, fold in fold.fold(task(id)) }
      fold.fold(set: unit.pendingAborts) { pending, fold in fold.fold(task(pending.aborter)) }
    }
    fold.fold(media.busy)
    fold.fold(media.slowdown.bitPattern)
    fold.fold(media.hangs)
    fold.fold(list: media.waiting) { id, fold in fold.fold(task(id)) }
    fold.fold(set: tasks.liveSlots) { slot, fold in
      fold.fold(self.name(of: slot, name))
      switch tasks[slot].stage {
      case .mediaService: fold.fold(tasks[slot].timeMark, since: now)
      case .awaitingData: fold.fold(tasks[slot].timeMark + plan.configuration.transferTimeout, since: now)
      default: break
      }
    }
  }

  /// What a task is and where it stands, whatever its slot.
  private func name(of slot: UInt32, _ name: (UInt64) -> UInt64) -> UInt64 {
    let task = tasks[slot]
    var fold = StateFold()
    fold.fold(task.unit.essence(name))
    fold.fold(UInt64(task.stage.rawValue))
    fold.fold(task.isAbortRequested)
    fold.fold(task.isSilent)
    fold.fold(UInt64(task.response.rawValue))
    fold.fold(task.abortsLeft)
    return fold.value
  }
}
