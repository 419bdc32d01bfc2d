import EventEngine

@testable import ConsistencyOracle

/// SplitMix64: the same histories on every machine.
struct Dice {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(sides))
  }
}

/// Draws small, dense histories: few blocks, many attempts, everything overlaps; now and then an event that no model may produce.
struct RandomHistory {
  struct Operation { var access: Oracle.Access, host: UInt32, unit: UInt32, blocks: Range<UInt64>, isFinished = false }
  struct Attempt { var operation: Int, isGone = false, hasSampled = false }

  var dice: Dice
  var history = History()
  var operations: [Operation] = []
  var attempts: [Attempt] = []
  var incarnations: [UInt32] = [0, 0, 0]
  /// Registration epochs by unit and nexus.
  var epochs = [UInt32](repeating: 0, count: Int(History.units * History.nexuses))
  let blockCount: UInt64

  static func draw(seed: UInt64, endsQuiet: Bool = false) -> History {
    var dice = Dice(seed: seed)
    let (length, blockCount) = (4 + dice.roll(60), UInt64(1 + dice.roll(9)))
    var drawn = RandomHistory(dice: dice, blockCount: blockCount)
    for _ in 0..<length { drawn.step() }
    if endsQuiet { drawn.endAll() }
    drawn.history.end = drawn.history.end + .nanoseconds(5)
    return drawn.history
  }

  init(dice: Dice, blockCount: UInt64) {
    self.dice = dice
    self.blockCount = blockCount
  }

  private mutating func add(_ event: History.Event) {
    history.end = history.end + .nanoseconds(Int64(dice.roll(3)))  // equal instants are common
    history.events.append((history.end, event))
  }

  private mutating func range(within bounds: Range<UInt64>) -> Range<UInt64> {
    let lower = bounds.lowerBound + UInt64(dice.roll(bounds.count))
    return lower..<lower + 1 + UInt64(dice.roll(Int(bounds.upperBound - lower)))
  }

  private mutating func step() {
    if dice.roll(60) == 0 { return mistake() }
    switch dice.roll(24) {
    case 0...4: issue()
    case 5...8: send()
    case 9...14: act()
    case 15...17: acknowledge()
    case 18: finish(.failed)
    case 19...20: leave()
    case 21: raise()
    case 22:
      let (host, unit) = (dice.roll(3), dice.roll(Int(History.units)))
      let scope = dice.roll(2) == 0 ? 0..<blockCount : range(within: 0..<blockCount)
      add(.takeover(host: UInt32(host), unit: UInt32(unit), scope))
    default: finish(.abandoned)
    }
  }

  private mutating func issue() {
    let access: Oracle.Access = dice.roll(3) == 0 ? .read : .write
    let (host, unit) = (UInt32(dice.roll(3)), dice.roll(5) == 0 ? UInt32(1) : 0)
    let blocks = dice.roll(40) == 0 ? 1..<1 : range(within: 0..<blockCount)
    let incarnation = incarnations[Int(host)]
    add(.issued(operations.count, access, host: host, incarnation: incarnation, unit: unit, blocks))
    operations.append(Operation(access: access, host: host, unit: unit, blocks: blocks))
    if dice.roll(4) > 0 { send(operations.count - 1) }
  }

  private mutating func send(_ chosen: Int? = nil) {
    let open = operations.indices.filter { !operations[$0].isFinished }
    guard !open.isEmpty else { return }
    let id = chosen ?? open[dice.roll(open.count)]
    let nexus = UInt32(dice.roll(Int(History.nexuses)))
    let epoch = epochs[Int(operations[id].unit * History.nexuses + nexus)]
    add(.sent(id, attempt: attempts.count, nexus: nexus, epoch: epoch))
    attempts.append(Attempt(operation: id))
  }

  private mutating func act() {
    let able = attempts.indices.filter { !attempts[$0].isGone && !operations[attempts[$0].operation].blocks.isEmpty }
    guard !able.isEmpty else { return }
    let attempt = able[dice.roll(able.count)]
    let operation = operations[attempts[attempt].operation]
    if operation.access == .read {
      add(.sampled(attempt: attempt))
      attempts[attempt].hasSampled = true
      if dice.roll(2) == 0 { acknowledge(by: attempt) }
    } else {
      let isWhole = dice.roll(3) > 0
      add(.applied(attempt: attempt, isWhole ? operation.blocks : range(within: operation.blocks)))
      if isWhole && dice.roll(2) == 0 { acknowledge(by: attempt) }
    }
  }

  private mutating func acknowledge(by chosen: Int? = nil) {
    let able = attempts.indices.filter {
      let operation = operations[attempts[$0].operation]
      return !operation.isFinished && (operation.access == .write || attempts[$0].hasSampled)
    }
    guard !able.isEmpty else { return }
    let attempt = chosen ?? able[dice.roll(able.count)]
    let id = attempts[attempt].operation
    if operations[id].isFinished { return }
    add(.acknowledged(id, by: attempt))
    operations[id].isFinished = true
    if dice.roll(3) == 0 { leave(attempt) }
  }

  private enum Ending { case failed, abandoned }

  private mutating func finish(_ ending: Ending) {
    let open = operations.indices.filter { !operations[$0].isFinished }
    guard !open.isEmpty else { return }
    let id = open[dice.roll(open.count)]
    operations[id].isFinished = true
    if ending == .failed { return add(.failed(id)) }
    add(.abandoned(id))
    incarnations[Int(operations[id].host)] += 1
  }

  private mutating func leave(_ chosen: Int? = nil) {
    let here = attempts.indices.filter { !attempts[$0].isGone }
    guard !here.isEmpty else { return }
    let attempt = chosen ?? here[dice.roll(here.count)]
    if attempts[attempt].isGone { return }
    add(.gone(attempt: attempt))
    attempts[attempt].isGone = true
  }

  private mutating func raise() {
    let (unit, nexus) = (UInt32(dice.roll(Int(History.units))), UInt32(dice.roll(Int(History.nexuses))))
    let place = Int(unit * History.nexuses + nexus)
    switch dice.roll(4) {
    case 0: add(.raised(unit: unit, nexus: nexus, epoch: epochs[place]))
    case 1: add(.good(unit: unit, nexus: nexus, epoch: epochs[place]))
    case 2: add(.done(unit: unit, nexus: nexus, epoch: epochs[place]))
    default: epochs[place] += 1
    }
  }

  private mutating func mistake() {
    guard !attempts.isEmpty else { return }
    let (id, attempt) = (dice.roll(operations.count), dice.roll(attempts.count))
    switch dice.roll(6) {
    case 0:
      add(.sent(id, attempt: attempts.count, nexus: 0, epoch: 0))
      attempts.append(Attempt(operation: id, isGone: operations[id].isFinished))
    case 1:
      add(.gone(attempt: attempt))
      attempts[attempt].isGone = true
    case 2: add(.applied(attempt: attempt, range(within: 0..<blockCount + 2)))
    case 3: add(.sampled(attempt: attempt))
    case 4:
      add(.failed(id))
      operations[id].isFinished = true
    default: add(.acknowledged(id, by: attempt))
    }
  }

  /// Nothing stays live.
  private mutating func endAll() {
    for attempt in attempts.indices { leave(attempt) }
    for id in operations.indices where !operations[id].isFinished { add(.failed(id)) }
  }
}
