import Barriers
import Reservations
import SCSIWire

extension BarrierWorld {
  /// Something happens, faults included.
  mutating func stepWithFaults() {
    step += 1
    let host = random.below(hosts.count)
    let path = random.below(pathCount)
    switch random.below(100) {
    case 0..<28: deliver()
    case 28..<48: answer()
    case 48..<58: endTask()
    case 58..<67: if hosts[host].barrier.isInService(path) { write(host, path) }
    case 67..<70: testUnitReady(host, path)
    case 70..<74: if hosts[host].paths[path].isUp { breakPath(host, path) }
    case 74..<82: if !hosts[host].paths[path].isUp { restore(host, path) }
    case 82..<84: raise(host, .ownPath(path))
    case 84..<87: giveUp()
    case 87..<90: loseSomething()
    case 90..<92: array.attentions[random.below(channels.count)].establish(random.pick(UnitAttention.allCases))
    case 92..<93: if random.chance(20) { takeOver(by: host) }
    case 93..<97: switchSomething()
    default: endHold()
    }
    checkAlways()
  }

  /// Everything on its way arrives, until nothing is left; true if that ended within bounds.
  mutating func drain() -> Bool {
    for _ in 0..<20_000 {
      if failure != nil { return true }
      step += 1
      let isIdle =
        channels.allSatisfy(\.isEmpty) && array.answers.isEmpty && array.live.isEmpty && lost.isEmpty && holding.isEmpty
        && switching.isEmpty
      if isIdle { return true }
      switch random.below(6) {
      case 0: deliver()
      case 1: answer()
      case 2: endTask()
      case 3: giveUpLost()
      case 4: switchSomething()
      default: endHold()
      }
      checkAlways()
    }
    return false
  }

  mutating func start() {
    for host in hosts.indices { feed(host) { $0.started(into: &$1) } }
  }

  /// The path is seen again; and where order is not kept, drained only when nothing of it is under way.
  mutating func restore(_ host: Int, _ path: Int) {
    hosts[host].paths[path].isUp = true
    if random.chance(50) { feed(host) { $0.pathAppeared(path, into: &$1) } }
    let isDrained = channels.allSatisfy { $0.allSatisfy { $0.host != host || $0.path != path || !$0.isWrite } }
    if keepsOrder || isDrained {
      feed(host) { $0.pathCameBack(path, into: &$1) }
    } else if method.rejoin == .immediate {
      feed(host) { $0.pathAppeared(path, into: &$1) }
    } else {
      hosts[host].paths[path].isUp = false
      abandonLogin(host, path)
      feed(host) { $0.pathFailed(path, into: &$1) }
    }
  }

  mutating func dropWrites(_ host: Int, _ path: Int) {
    for channel in channels.indices { channels[channel].removeAll { $0.host == host && $0.path == path && $0.isWrite } }
  }

  private mutating func abandonLogin(_ host: Int, _ path: Int) {
    switching.removeAll { $0.host == host && $0.action == .relogin(path: path) }
  }

  mutating func breakPath(_ host: Int, _ path: Int) {
    hosts[host].paths[path].isUp = false
    abandonLogin(host, path)
    feed(host) { $0.pathFailed(path, into: &$1) }
    if random.chance(50) { channels[Int(hosts[host].paths[path].nexus.index)].removeAll() }
    if random.chance(70) { raise(host, .ownPath(path)) }
  }

  /// Raised only against a path that is down; a path believed down may be stuck, not dead.
  mutating func raise(_ host: Int, _ victim: IOBarrier.Victim) {
    if case .ownPath(let path) = victim, hosts[host].paths[path].isUp { return }
    if isGone(host) || hosts[host].barrier.isPending(against: victim) { return }
    hosts[host].raised[victim] = Raised(step: step, now: now)
    feed(host) { $0.raise(against: victim, into: &$1) }
  }

  /// Only a host that has been set up is a member. The survivor may know the keys of a while ago.
  mutating func takeOver(by host: Int) {
    guard hosts.count > 1, hosts[host].barrier.isReady, !isGone(host) else { return }
    let victim = (host + 1) % hosts.count
    guard hosts[victim].barrier.isReady else { return }
    hosts[victim].isTakenOver = true
    for path in 0..<pathCount {
      tokens += 1
      var key = hosts[victim].barrier.key(ofPath: path)
      if key.incarnation > 1 && random.chance(30) {
        key = ReservationKey(host: key.host, path: key.path, incarnation: key.incarnation - 1)
      }
      raise(host, .foreignKey(key, token: tokens))
    }
  }

  mutating func write(_ host: Int, _ path: Int) { send(.write, host, path) }

  /// A path checker's command.
  mutating func testUnitReady(_ host: Int, _ path: Int) { send(.testUnitReady, host, path) }

  private mutating func deliver() { deliver(from: random.below(channels.count)) }

  mutating func deliver(from channel: Int) {
    guard !channels[channel].isEmpty else { return }
    var index = 0
    if !keepsOrder {
      // Any write may be the next, or whatever else was sent first.
      let firstElse = channels[channel].firstIndex { !$0.isWrite }
      index = random.pick(channels[channel].indices.filter { channels[channel][$0].isWrite || $0 == firstElse })
    }
    let request = channels[channel].remove(at: index)
    checkPreempting(request)
    if array.received(request, at: step) && request.isWrite { checkEnabled(request) }
  }

  private mutating func answer() { if !array.answers.isEmpty { answer(random.below(array.answers.count)) } }

  mutating func answer(_ index: Int) {
    let (request, outcome) = array.answers.remove(at: index)
    complete(request, outcome)
  }

  private mutating func complete(_ request: Request, _ outcome: IOBarrier.Outcome) {
    guard let ticket = request.command?.ticket else { return }
    feed(request.host) { $0.completed(outcome, ticket: ticket, into: &$1) }
  }

  /// An aborter leaves by itself when its victims are gone, unless it is aborted.
  var tasksThatMayEnd: [Int] {
    array.live.indices.filter { array.live[$0].request.isWrite || array.tasks.isAborted(array.live[$0].slot) }
  }

  private mutating func endTask() {
    let mayEnd = tasksThatMayEnd
    if !mayEnd.isEmpty { endTask(random.pick(mayEnd)) }
  }

  mutating func endTask(_ index: Int) {
    let request = array.live[index].request
    if !request.isWrite && !array.reportsAborts { lost.append(request) }
    array.ended(index)
  }

  private mutating func endHold() {
    guard !holding.isEmpty else { return }
    let (host, victim, due) = holding.remove(at: random.below(holding.count))
    now = max(now, due)
    feed(host) { $0.waited(victim, into: &$1) }
  }

  private mutating func switchSomething() {
    if !switching.isEmpty { confirm(random.below(switching.count)) }
  }

  /// A switch of the fabric or of the power did its work, or a login is complete.
  mutating func confirm(_ index: Int) {
    let (host, action) = switching.remove(at: index)
    switch action {
    case .disablePort(let victim):
      guard case .foreignKey(let key, _) = victim else { return fail("a host disables its own port") }
      hosts[Int(key.host) - 1].paths[Int(key.path)].isDisabled = true
      feed(host) { $0.shutOut(victim, into: &$1) }
    case .powerOff(let victim):
      guard case .foreignKey(let key, _) = victim else { return fail("a host switches itself off") }
      hosts[Int(key.host) - 1].isOff = true
      feed(host) { $0.shutOut(victim, into: &$1) }
    case .relogin(let path):
      hosts[host].paths[path].nexus = NexusID(UInt32(channels.count))
      channels.append([])
      array.addNexus()
      feed(host) { $0.loggedIn(path, into: &$1) }
    default: preconditionFailure("not a switch")
    }
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
}
