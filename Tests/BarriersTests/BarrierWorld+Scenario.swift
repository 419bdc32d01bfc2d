@testable import Barriers
import Reservations
import SCSIWire

/// A world driven by hand: what is not held back goes on in order, as far as it can.
extension BarrierWorld {
  /// Delivers, ends and answers until nothing moves but what the held nexuses carry.
  mutating func settle(holding held: [Int] = []) {
    for _ in 0..<10_000 { if !settleOnce(holding: held) { return } }
    fail("nothing ever settles")
  }

  /// One of these things; false if there is none.
  @discardableResult mutating func settleOnce(holding held: [Int]) -> Bool {
    step += 1
    if let channel = channels.indices.first(where: { !held.contains($0) && !channels[$0].isEmpty }) {
      deliver(from: channel)
    } else if let task = tasksThatMayEnd.first {
      endTask(task)
    } else if !array.answers.isEmpty {
      answer(0)
    } else {
      return false
    }
    return true
  }

  /// The path fails and the barrier against it is raised.
  mutating func fails(_ host: Int, _ path: Int) {
    hosts[host].paths[path].isUp = false
    feed(host) { $0.pathFailed(path, into: &$1) }
    raise(host, .ownPath(path))
  }

  /// The path checker saw it alive.
  mutating func comesBack(_ host: Int, _ path: Int) {
    hosts[host].paths[path].isUp = true
    feed(host) { $0.pathCameBack(path, into: &$1) }
  }
}

extension IOBarrier {
  /// A LOGICAL UNIT RESET is outstanding.
  var isResetting: Bool { if case .reset? = outstanding?.step { true } else { false } }
}
