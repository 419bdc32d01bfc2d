import EventEngine

/// The hosts of a run as a cluster: who is a member, who takes over?
///
/// A member that is silent for longer than `takeover_after` is removed. The next one raises the barrier against it on every
/// logical unit, then relies on its silence, redoes what it had left unfinished, and goes on with its work. Whoever is removed
/// while it takes another over hands that on: a takeover ends only when it is done, or when no member is left.
package struct Cluster: Sendable {
  /// What the others know of a host.
  package struct Member: Sendable {
    /// Since when it is silent; nil while it is heard of.
    package internal(set) var silentSince: Instant?
    /// Counts its silences: a deadline is about one of them.
    var silences: UInt32 = 0
    /// It is to be removed, and nobody could take it over yet.
    var isOverdue = false
    /// The others removed it.
    package internal(set) var isRemoved = false
    /// It does no more I/O.
    package internal(set) var isOut = false

    var canSurvive: Bool { silentSince == nil && !isRemoved && !isOut }
  }

  package internal(set) var members: [Member]
  package internal(set) var takeovers: [Takeover] = []
  var epoch: UInt32 = 0
  let unitCount: Int
  let pathsPerUnit: Int
  var isStopping = false
  /// How many takeovers began.
  package internal(set) var takeoversBegun: UInt64 = 0
  package var emissions = Emissions<ClusterEvent, ClusterSignal>()

  /// - Parameter pathsPerUnit: how many barriers a survivor raises against one member on one logical unit.
  package init(memberCount: Int, unitCount: Int, pathsPerUnit: Int) {
    precondition(memberCount > 0 && unitCount > 0 && pathsPerUnit > 0, "each member has a path to each unit")
    members = Array(repeating: Member(), count: memberCount)
    self.unitCount = unitCount
    self.pathsPerUnit = pathsPerUnit
  }

  package mutating func handle(_ event: ClusterEvent, at now: Instant) {
    switch event.kind {
    case .removalDue: removalDue(Int(event.member), serial: event.serial, at: now)
    }
  }

  /// The end of the workload: from now on nobody is taken over, but what has begun is finished.
  package mutating func stopWorkload() { isStopping = true }

  // MARK: Signs of life

  /// - Parameter limit: the silence after which it is removed; nil: nobody watches it.
  package mutating func fellSilent(_ member: Int, removedAfter limit: Duration?, at now: Instant) {
    if members[member].silentSince == nil {
      members[member].silentSince = now
      members[member].silences &+= 1
    }
    guard let limit else { return }
    emissions.schedule(
      ClusterEvent(.removalDue, member: UInt32(member), serial: members[member].silences), at: now + limit)
  }

  package mutating func spoke(_ member: Int, at now: Instant) {
    members[member].silentSince = nil
    members[member].isOverdue = false
    // It may take over whom nobody could.
    for other in members.indices where members[other].isOverdue { remove(other, at: now) }
  }

  private mutating func removalDue(_ member: Int, serial: UInt32, at now: Instant) {
    guard members[member].silentSince != nil, members[member].silences == serial else { return }
    remove(member, at: now)
  }

  // MARK: Takeovers

  private mutating func remove(_ victim: Int, at now: Instant) {
    guard !isStopping, !members[victim].isRemoved else { return }
    guard let survivor = survivor(of: victim) else {
      members[victim].isOverdue = true
      return
    }
    precondition(!takeovers.contains { $0.victim == victim }, "a member is removed once")
    members[victim].isRemoved = true
    members[victim].isOverdue = false
    takeoversBegun += 1
    takeovers.append(Takeover(victim: victim, since: members[victim].silentSince ?? now, units: unitCount))
    emissions.signal(.removed(victim: UInt32(victim)))
    // What the victim had not finished taking over is its survivor's now, and comes first: it is older.
    for index in takeovers.indices where !takeovers[index].isOver {
      if takeovers[index].victim == victim || takeovers[index].survivor == victim { begin(index, by: survivor) }
    }
  }

  private func survivor(of victim: Int) -> Int? {
    (1..<max(members.count, 1)).map { (victim + $0) % members.count }.first { members[$0].canSurvive }
  }

  /// The survivor begins, or begins again, with every unit that is not recovered.
  private mutating func begin(_ index: Int, by survivor: Int) {
    precondition(members[survivor].canSurvive, "who takes over is heard of")
    precondition(survivor != takeovers[index].victim, "nobody takes itself over")
    epoch &+= 1
    takeovers[index].survivor = survivor
    takeovers[index].epoch = epoch
    for unit in 0..<unitCount where takeovers[index].units[unit] != .recovered {
      takeovers[index].units[unit] = .shuttingOut(barriersLeft: pathsPerUnit)
      emissions.signal(
        .raiseBarrier(victim: UInt32(takeovers[index].victim), survivor: UInt32(survivor), unit: UInt32(unit)))
    }
  }

  /// The barrier against one path of a victim is done on a unit; after the last the survivor relies on it.
  package mutating func barrierDone(against victim: Int, by host: Int, unit: Int) {
    guard let index = takeovers.firstIndex(where: { $0.victim == victim && $0.survivor == host && !$0.isOver }),
      case .shuttingOut(let left) = takeovers[index].units[unit]
    else { return }
    precondition(left > 0, "the survivor raised a barrier against each path")
    takeovers[index].units[unit] = left > 1 ? .shuttingOut(barriersLeft: left - 1) : .recovering
    guard left == 1 else { return }
    emissions.signal(
      .rely(victim: UInt32(victim), survivor: UInt32(host), unit: UInt32(unit), epoch: takeovers[index].epoch))
    if members[victim].isOut { emissions.signal(.release(host: UInt32(victim), unit: UInt32(unit))) }
  }

  /// The survivor has redone what the victim had left unfinished on the unit.
  package mutating func recovered(victim: Int, unit: Int, epoch: UInt32) {
    guard let index = takeovers.firstIndex(where: { $0.victim == victim && $0.epoch == epoch && !$0.isOver }) else { return }
    precondition(takeovers[index].units[unit] == .recovering, "nothing is redone before the victim is shut out")
    takeovers[index].units[unit] = .recovered
    guard takeovers[index].units.allSatisfy({ $0 == .recovered }) else { return }
    takeovers[index].isOver = true
    emissions.signal(
      .takeoverDone(
        victim: UInt32(victim), survivor: UInt32(takeovers[index].survivor), since: takeovers[index].since))
  }

  /// The member does no more I/O. What it had not finished is reported to its applications where the barrier against it is done,
  /// or where nobody raises one.
  package mutating func wentOut(_ member: Int, at now: Instant) {
    members[member].isOut = true
    let own = takeovers.first { $0.victim == member }
    for unit in 0..<unitCount where own?.isShuttingOut(unit) != true {
      emissions.signal(.release(host: UInt32(member), unit: UInt32(unit)))
    }
    for index in takeovers.indices where takeovers[index].survivor == member && !takeovers[index].isOver {
      if let next = survivor(of: member) { begin(index, by: next) } else { abandon(index) }
    }
  }

  /// No member is left that could finish it.
  private mutating func abandon(_ index: Int) {
    let victim = takeovers[index].victim
    for unit in 0..<unitCount where takeovers[index].isShuttingOut(unit) && members[victim].isOut {
      emissions.signal(.release(host: UInt32(victim), unit: UInt32(unit)))
    }
    takeovers[index].isOver = true
    takeovers[index].isAbandoned = true
  }

  // MARK: Rules

  /// The first rule between two events that does not hold, in words; nil if all hold.
  package var brokenRule: String? {
    for takeover in takeovers where !takeover.isOver {
      if !members[takeover.victim].isRemoved { return "member \(takeover.victim) is taken over and was not removed" }
      if members[takeover.survivor].isRemoved { return "member \(takeover.survivor) was removed and takes over all the same" }
    }
    return emissions.isEmpty ? nil : "the cluster has something to say that nobody took"
  }

  /// The first rule of a run that has drained that does not hold; nil if all hold.
  package var brokenRuleOfDrainedRun: String? {
    if let takeover = takeovers.first(where: { !$0.isOver }) {
      return "member \(takeover.survivor) never finished the takeover of member \(takeover.victim)"
    }
    return brokenRule
  }

  /// Whether a takeover goes on.
  package var isTakingOver: Bool { takeovers.contains { !$0.isOver } }

  package func fold(into fold: inout StateFold) {
    fold.fold(isStopping)
    fold.fold(list: members) { member, fold in
      fold.fold(member.silentSince != nil)
      fold.fold(member.isOverdue)
      fold.fold(member.isRemoved)
      fold.fold(member.isOut)
    }
    fold.fold(set: takeovers.filter { !$0.isOver }) { takeover, fold in
      fold.fold(takeover.victim)
      fold.fold(takeover.survivor)
      fold.fold(list: takeover.units) { unit, fold in
        switch unit {
        case .shuttingOut(let left): fold.fold(left)
        case .recovering: fold.fold(-1)
        case .recovered: fold.fold(-2)
        }
      }
    }
  }
}
