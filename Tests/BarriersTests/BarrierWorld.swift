import Barriers
import Reservations
import SCSIWire
import TestSupport

/// Hosts with one `IOBarrier` each, an array, and between them a channel for each nexus that loses, delays and sticks. A random
/// scheduler picks what happens next; every action of a barrier, and every write that the array enables, is checked.
///
/// Fault model: a path may fail at any moment, with its host told; what it carries is dropped or stuck and delivered later, in
/// order (writes out of order, if the world does not keep it). Answers may be lost; a command may be given up though it is still
/// on its way, a REGISTER too. Path checkers' commands eat unit attentions, which come at any time. A survivor may know an old
/// key of its victim, and a victim goes on as if nothing had happened until it learns better.
struct BarrierWorld {
  /// A command on its way to the array.
  struct Request {
    enum Content {
      case write
      /// What a path checker sends; it takes a unit attention away from whatever comes behind it.
      case testUnitReady
      case command(IOBarrier.Action)
    }

    var host: Int
    var path: Int
    var nexus: NexusID
    var content: Content
    /// When it was sent, in steps of the scheduler.
    var sentAt: Int

    /// What the barrier asked for; nil for what others send on the same nexus.
    var command: IOBarrier.Action? { if case .command(let action) = content { action } else { nil } }
    var isWrite: Bool { if case .write = content { true } else { false } }
  }

  struct Raised {
    var step: Int
    var now: Int64
    var excluded = 0
  }

  struct Path {
    var nexus: NexusID
    var isUp = true
    /// Disabled at the switch: what is sent is never seen again.
    var isDisabled = false
    /// Writes sent before this step must not be enabled any more.
    var shutOutBefore = 0
  }

  struct Host {
    var barrier: IOBarrier
    var paths: [Path]
    var raised: [IOBarrier.Victim: Raised] = [:]
    /// Another host began to take it over.
    var isTakenOver = false
    /// And has finished: no write of it may be enabled any more.
    var isOut = false
    var isOff = false
  }

  let method: BarrierMethod
  let pathCount: Int
  /// Whether a write is never overtaken by what its path sends later.
  let keepsOrder: Bool
  var hosts: [Host]
  var array: BarrierArray
  /// By nexus.
  var channels: [[Request]]
  /// Commands that will never be answered.
  var lost: [Request] = []
  /// Waits that run, ports and power to be switched off, logins under way.
  var holding: [(host: Int, victim: IOBarrier.Victim, due: Int64)] = []
  var switching: [(host: Int, action: IOBarrier.Action)] = []
  var wasReserved = false
  var tokens: UInt32 = 0
  var step = 0
  /// Time passes only where a barrier waits.
  var now: Int64 = 0
  var failure: String?
  /// Barriers done; takeovers done; keys excluded beyond one a barrier, because they came back; hosts that saw by themselves that
  /// they were taken over.
  var (doneCount, takeoverCount, cameBackCount, commandCount) = (0, 0, 0, 0)
  var random: SeededGenerator

  init(method: BarrierMethod, hosts hostCount: Int, paths: Int, seed: UInt64, keepsOrder: Bool = true, hasPeers: Bool? = nil) {
    self.method = method
    self.keepsOrder = keepsOrder
    pathCount = paths
    random = SeededGenerator(seed: seed)
    hosts = (0..<hostCount).map { host in
      let keys = (0..<paths).map { ReservationKey(host: UInt16(host + 1), path: UInt16($0)) }
      return Host(
        barrier: IOBarrier(method: method, keys: keys, hasPeers: hasPeers ?? (hostCount > 1)),
        paths: (0..<paths).map { Path(nexus: NexusID(UInt32(host * paths + $0))) })
    }
    array = BarrierArray(nexusCount: hostCount * paths, reportsAborts: random.chance(50))
    channels = Array(repeating: [], count: hostCount * paths)
  }

  /// Whether a host takes no part any more: it has stopped, or was made to.
  func isGone(_ host: Int) -> Bool {
    hosts[host].barrier.isFenced || hosts[host].isOff || hosts[host].paths.contains(where: \.isDisabled)
  }

  /// Feeds a barrier one input, then carries out and checks what it asks for.
  mutating func feed(_ host: Int, _ input: (inout IOBarrier, inout [IOBarrier.Action]) -> Void) {
    if hosts[host].isOff { return }
    let wasFenced = hosts[host].barrier.isFenced
    var actions: [IOBarrier.Action] = []
    input(&hosts[host].barrier, &actions)
    if wasFenced && !actions.isEmpty { fail("host \(host) was fenced and goes on: \(actions.map(\.words))") }
    if let broken = hosts[host].barrier.brokenRule { fail("host \(host): \(broken)") }
    for action in actions { carryOut(action, of: host) }
  }

  private mutating func carryOut(_ action: IOBarrier.Action, of host: Int) {
    switch action {
    case .reserveOut(_, let path, _), .readKeys(let path, _), .readReservation(let path, _), .logicalUnitReset(let path, _):
      commandCount += 1
      if !hosts[host].paths[path].isUp { fail("host \(host) sends on path \(path), which is down") }
      send(.command(action), host, path)
    case .wait(let victim, let nanoseconds): holding.append((host, victim, now + nanoseconds))
    case .disablePort, .powerOff, .relogin: switching.append((host, action))
    case .ready: wasReserved = true
    case .raising: break
    case .excluded(let victim, let key): checkExcluded(victim, key, of: host)
    case .done(let victim): checkDone(victim, of: host)
    case .rejoined(let path): checkRejoined(path, of: host)
    case .fenced: if !hosts[host].isTakenOver { fail("host \(host) stopped, though nobody took its keys") }
    }
  }

  mutating func send(_ content: Request.Content, _ host: Int, _ path: Int) {
    if hosts[host].isOff || hosts[host].paths[path].isDisabled { return }
    let nexus = hosts[host].paths[path].nexus
    channels[Int(nexus.index)].append(Request(host: host, path: path, nexus: nexus, content: content, sentAt: step))
  }

  mutating func fail(_ reason: String) { if failure == nil { failure = reason } }
}
