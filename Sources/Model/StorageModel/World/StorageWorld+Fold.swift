import EventEngine
import FabricModel
import HostModel

extension StorageWorld {
  /// A hash of the essential state: equal for two states from which the same can happen, whenever they were reached and
  /// whatever slots and counters say. The judge is no part of it.
  ///
  /// Draws that have not been made are not part of it either: an explorer that lets chance decide has to ask for more.
  public func fold(at now: Instant, plan: Plan) -> StateFold {
    var fold = StateFold()
    fold.fold(isStopping)
    let exchange = { hosts.name(ofExchange: $0) }
    fabric.fold(into: &fold, at: now, plan: plan.fabric) { frame in
      wire[Int(frame)].essence(exchange)
    }
    hosts.fold(into: &fold, at: now, plan: plan.hosts)
    array.fold(into: &fold, at: now, plan: plan.array, name: exchange)
    cluster.fold(into: &fold)
    fold.fold(list: faults.states) { state, fold in
      fold.fold(state.isActive)
      // A fault that is over does not come back.
      let next = state.endedAt != nil ? Instant(nanoseconds: .max) : state.isActive ? state.end : state.begin
      fold.fold(next == Instant(nanoseconds: .max) ? -1 : Int((next - now).nanoseconds))
    }
    return fold
  }
}
