import Barriers
import Reservations
import SCSIWire

extension BarrierWorld {
  /// Something happens, faults included.
  mutating func stepWithFaults() {
    let host = random.below(hosts.count)
    let path = random.below(pathCount)
    switch random.below(100) {
    case 0..<30: deliver()
    case 30..<50: answer()
    case 50..<62: endTask()
    case 62..<72: if hosts[host].barrier.isInService(path) { write(host, path) }
    case 72..<76: if hosts[host].isUp[path] { breakPath(host, path) }
    case 76..<84: if !hosts[host].isUp[path] { restore(host, path) }
    case 84..<87: raise(host, .ownPath(path))
    case 87..<90: giveUp()
    case 90..<93: loseSomething()
    case 93..<95: array.attentions[random.below(channels.count)].establish(random.pick(UnitAttention.allCases))
    case 95..<96: if random.chance(20) { takeOver(by: host) }
    default: endHold()
    }
    checkAlways()
  }

  /// Everything on its way arrives, until nothing is left; true if that ended within bounds.
  mutating func drain() -> Bool {
    for _ in 0..<20_000 {
      if failure != nil { return true }
      let isIdle =
        channels.allSatisfy(\.isEmpty) && array.answers.isEmpty && array.live.isEmpty && lost.isEmpty && holding.isEmpty
      if isIdle { return true }
      switch random.below(5) {
      case 0: deliver()
      case 1: answer()
      case 2: endTask()
      case 3: giveUpLost()
      default: endHold()
      }
      checkAlways()
    }
    return false
  }

  mutating func start() {
    for host in hosts.indices { feed(host) { $0.started(into: &$1) } }
  }

  mutating func restore(_ host: Int, _ path: Int) {
    hosts[host].isUp[path] = true
    feed(host) { $0.pathCameBack(path, into: &$1) }
  }

  mutating func breakPath(_ host: Int, _ path: Int) {
    hosts[host].isUp[path] = false
    feed(host) { $0.pathFailed(path, into: &$1) }
    if random.chance(50) { channels[Int(nexus(host, path).index)].removeAll() }
    if random.chance(70) { raise(host, .ownPath(path)) }
  }

  /// Raised only against a path that is down; a path believed down may be stuck, not dead.
  private mutating func raise(_ host: Int, _ victim: IOBarrier.Victim) {
    if case .ownPath(let path) = victim, hosts[host].isUp[path] { return }
    if hosts[host].barrier.isFenced || hosts[host].barrier.isPending(against: victim) { return }
    switch victim {
    case .ownPath(let path): hosts[host].raised[victim] = (hosts[host].barrier.key(ofPath: path), array.executed)
    case .foreignKey(let key, _): hosts[host].raised[victim] = (key, array.executed)
    }
    feed(host) { $0.raise(against: victim, into: &$1) }
  }

  private mutating func takeOver(by host: Int) {
    guard method.removesKeys, hosts.count > 1, hosts[host].barrier.isReady else { return }
    let victim = (host + 1) % hosts.count
    hosts[victim].isTakenOver = true
    for path in 0..<pathCount {
      tokens += 1
      raise(host, .foreignKey(hosts[victim].barrier.key(ofPath: path), token: tokens))
    }
  }

  private mutating func write(_ host: Int, _ path: Int) {
    channels[Int(nexus(host, path).index)].append(Request(host: host, path: path, nexus: nexus(host, path), command: nil))
  }

  private mutating func deliver() {
    let channel = random.below(channels.count)
    if !channels[channel].isEmpty { array.received(channels[channel].removeFirst()) }
  }

  private mutating func answer() {
    guard !array.answers.isEmpty else { return }
    let (request, outcome) = array.answers.remove(at: random.below(array.answers.count))
    complete(request, outcome)
  }

  private mutating func complete(_ request: Request, _ outcome: IOBarrier.Outcome) {
    guard let ticket = request.command?.ticket else { return }
    feed(request.host) { $0.completed(outcome, ticket: ticket, into: &$1) }
  }

  private mutating func endTask() {
    // An aborter leaves by itself when its victims are gone, unless it is aborted.
    let mayEnd = array.live.indices.filter { array.live[$0].request == nil || array.tasks.isAborted(array.live[$0].slot) }
    guard !mayEnd.isEmpty else { return }
    let index = random.pick(mayEnd)
    if let request = array.live[index].request, !array.reportsAborts { lost.append(request) }
    array.ended(index)
  }

  private mutating func endHold() {
    guard !holding.isEmpty else { return }
    let (host, victim) = holding.remove(at: random.below(holding.count))
    feed(host) { $0.waited(victim, into: &$1) }
  }

  /// A command is given up, perhaps while it is still on its way: it becomes an orphan.
  private mutating func giveUp() {
    let orphans = channels.flatMap { $0 }.filter { $0.command != nil }
    if !orphans.isEmpty && random.chance(50) { return complete(random.pick(orphans), .lost) }
    giveUpLost()
  }

  private mutating func giveUpLost() {
    if !lost.isEmpty { complete(lost.removeFirst(), .lost) }
  }

  private mutating func loseSomething() {
    if random.chance(50), !array.answers.isEmpty {
      lost.append(array.answers.remove(at: random.below(array.answers.count)).request)
    } else {
      let channel = random.below(channels.count)
      if !channels[channel].isEmpty { lost.append(channels[channel].removeFirst()) }
    }
  }

  private mutating func checkAlways() {
    if let broken = array.table.brokenInvariant { fail(broken) }
    if wasReserved && array.table.reservation?.type != .writeExclusiveRegistrantsOnly { fail("a gap in the reservation") }
  }
}
