import Barriers
import Reservations
import SCSIWire

/// What must be true, by what the method promises.
extension BarrierWorld {
  mutating func checkExcluded(_ victim: IOBarrier.Victim, _ key: ReservationKey, of host: Int) {
    if !method.removesKeys { fail("\(method.name) removed a key") }
    guard hosts[host].raised[victim] != nil else { return fail("\(victim.words) is not to be excluded") }
    hosts[host].raised[victim]?.excluded += 1
    if hosts[host].raised[victim]!.excluded > 1 { cameBackCount += 1 }
    switch victim {
    case .ownPath(let path): if Int(key.host) != host + 1 || Int(key.path) != path { fail("excluded a key of another path") }
    case .foreignKey(let known, _): if key.host != known.host { fail("excluded a key of another host") }
    }
  }

  /// Judged at the instant the host learns of it.
  mutating func checkDone(_ victim: IOBarrier.Victim, of host: Int) {
    guard let raised = hosts[host].raised.removeValue(forKey: victim) else { return fail("done twice: \(victim.words)") }
    doneCount += 1
    let promise = method.promise(against: victim.party)
    // A path without a key has no write to wait for.
    let hadKey = raised.excluded > 0 || !method.removesKeys
    if hadKey && promise.isBroken(byBarrierOf: now - raised.now) { fail("\(victim.words) is done after \(now - raised.now) ns") }
    switch victim {
    case .ownPath(let path):
      if promise.excludesAtCheck { hosts[host].paths[path].shutOutBefore = raised.step }
      let isLive = array.hasLiveWrite { task in
        let since = promise.excludesAtCheck ? task.request.sentAt : task.enabledAt
        return task.request.host == host && task.request.path == path && since < raised.step
      }
      if promise.emptiesTaskSet && isLive {
        fail("\(victim.words) is done but a write of it is live")
      }
    case .foreignKey(let key, _): checkShutOut(Int(key.host) - 1, key, raised, by: host)
    }
  }

  private mutating func checkShutOut(_ victim: Int, _ key: ReservationKey, _ raised: Raised, by host: Int) {
    if method.removesKeys && raised.excluded == 0 { fail("a host is shut out, but no key of it") }
    if method.exclusion == .stonith && !hosts[victim].isOff { fail("host \(victim) is shut out and runs") }
    if method.exclusion == .fabric && !hosts[victim].paths[Int(key.path)].isDisabled { fail("host \(victim) still reaches it") }
    let isOver = hosts[host].raised.keys.allSatisfy { $0.host != key.host }
    guard isOver else { return }
    takeoverCount += 1
    let promise = method.promise(against: .node)
    if promise.emptiesTaskSet && promise.excludesAtCheck && array.hasLiveWrite(where: { $0.request.host == victim }) {
      fail("host \(victim) is taken over but a write of it is live")
    }
    if promise.excludesAtCheck { hosts[victim].isOut = true }
  }

  mutating func checkEnabled(_ write: Request) {
    if hosts[write.host].isOut { fail("host \(write.host) is taken over but a write of it was enabled") }
    if write.sentAt < hosts[write.host].paths[write.path].shutOutBefore {
      fail("a write of host \(write.host) was enabled after the barrier against path \(write.path)")
    }
  }

  /// Who was taken over takes nobody over in its turn.
  mutating func checkPreempting(_ request: Request) {
    guard hosts[request.host].isOut, case .reserveOut(let out, _, _)? = request.command,
      out.serviceAction == .preempt || out.serviceAction == .preemptAndAbort,
      Int(out.serviceActionReservationKey.host) != request.host + 1,
      array.attentions[Int(request.nexus.index)].isEmpty
    else { return }
    if array.table.key(of: request.nexus) == out.reservationKey { fail("host \(request.host) is taken over and preempts") }
  }

  mutating func checkRejoined(_ path: Int, of host: Int) {
    let (barrier, nexus) = (hosts[host].barrier, hosts[host].paths[path].nexus)
    if hosts[host].isTakenOver || array.table.key(of: nexus) == barrier.key(ofPath: path) { return }
    fail("path \(path) of host \(host) rejoined without being registered")
  }

  mutating func checkAlways() {
    if let broken = array.table.brokenInvariant { fail(broken) }
    if wasReserved && array.table.reservation?.type != .writeExclusiveRegistrantsOnly { fail("a gap in the reservation") }
  }
}

extension IOBarrier.Victim {
  fileprivate var host: UInt16? { if case .foreignKey(let key, _) = self { key.host } else { nil } }
}
