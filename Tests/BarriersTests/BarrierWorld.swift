import Barriers
import Reservations
import SCSIWire
import TestSupport

/// Hosts with one `IOBarrier` each, an array, and between them a channel for each path that keeps order but loses, delays and
/// sticks. A random scheduler picks what happens next; every action of a barrier is checked against the array as it is.
///
/// Fault model: a path may fail at any moment, with its host told; what it carries is dropped or stuck and delivered later, in
/// order. Answers may be lost; a command may be given up though it is still on its way. Unit attentions come at any time.
struct BarrierWorld {
  /// A command on its way to the array; nil is a write.
  struct Request {
    var host: Int
    var path: Int
    var nexus: NexusID
    var command: IOBarrier.Action?
  }

  struct Host {
    var barrier: IOBarrier
    var isUp: [Bool]
    /// The victim's key, and how many commands the array had executed, when each barrier was raised.
    var raised: [IOBarrier.Victim: (key: ReservationKey, at: Int)] = [:]
    /// The path that carried the last PREEMPT.
    var preemptedThrough: Int?
    var isTakenOver = false
  }

  let method: BarrierMethod
  let pathCount: Int
  var hosts: [Host]
  var array: BarrierArray
  var channels: [[Request]]
  /// Commands that will never be answered.
  var lost: [Request] = []
  /// Victims whose hold time runs.
  var holding: [(host: Int, victim: IOBarrier.Victim)] = []
  var wasReserved = false
  var tokens: UInt32 = 0
  var failure: String?
  var doneCount = 0
  var random: SeededGenerator

  init(method: BarrierMethod, hosts hostCount: Int, paths: Int, seed: UInt64) {
    self.method = method
    pathCount = paths
    random = SeededGenerator(seed: seed)
    hosts = (0..<hostCount).map { host in
      let keys = (0..<paths).map { ReservationKey(host: UInt16(host + 1), path: UInt16($0)) }
      return Host(
        barrier: IOBarrier(method: method, keys: keys), isUp: Array(repeating: true, count: paths))
    }
    array = BarrierArray(nexusCount: hostCount * paths, reportsAborts: random.chance(50))
    channels = Array(repeating: [], count: hostCount * paths)
  }

  func nexus(_ host: Int, _ path: Int) -> NexusID { NexusID(UInt32(host * pathCount + path)) }

  /// Feeds a barrier one input, then carries out and checks what it asks for.
  mutating func feed(_ host: Int, _ input: (inout IOBarrier, inout [IOBarrier.Action]) -> Void) {
    var actions: [IOBarrier.Action] = []
    input(&hosts[host].barrier, &actions)
    for action in actions { carryOut(action, of: host) }
  }

  private mutating func carryOut(_ action: IOBarrier.Action, of host: Int) {
    switch action {
    case .reserveOut(let out, let path, _):
      if out.serviceAction == .preempt || out.serviceAction == .preemptAndAbort { hosts[host].preemptedThrough = path }
      send(action, host, path)
    case .readKeys(let path, _), .readReservation(let path, _), .logicalUnitReset(let path, _): send(action, host, path)
    case .wait(let victim): holding.append((host, victim))
    case .ready: wasReserved = true
    case .raising: break
    case .done(let victim): checkDone(victim, of: host)
    case .rejoined(let path): checkRejoined(path, of: host)
    case .fenced: if !hosts[host].isTakenOver { fail("host \(host) stopped, though nobody took its keys") }
    }
  }

  private mutating func send(_ action: IOBarrier.Action, _ host: Int, _ path: Int) {
    if !hosts[host].isUp[path] { fail("host \(host) sends on path \(path), which is down") }
    channels[Int(nexus(host, path).index)].append(
      Request(host: host, path: path, nexus: nexus(host, path), command: action))
  }

  /// Exclusion and quiescence, at the instant the host learns of them. A REGISTER that was on its way when the barrier was raised
  /// may still land after it; for a path of our own no write can be behind it.
  private mutating func checkDone(_ victim: IOBarrier.Victim, of host: Int) {
    guard let raised = hosts[host].raised.removeValue(forKey: victim) else { return fail("done twice: \(victim.words)") }
    doneCount += 1
    let victimNexus: NexusID
    let isOwn: Bool
    switch victim {
    case .ownPath(let path): (victimNexus, isOwn) = (nexus(host, path), true)
    case .foreignKey(let key, _): (victimNexus, isOwn) = (nexus(Int(key.host) - 1, Int(key.path)), false)
    }
    let cameAnew = array.registeredAt[Int(victimNexus.index)] > raised.at
    // A holder that preempts itself keeps its key until it registers anew.
    let preemptedItself = hosts[host].preemptedThrough.map { victim == .ownPath($0) } ?? false
    if method.removesKeys && !cameAnew && !preemptedItself && array.table.key(of: victimNexus) == raised.key {
      fail("\(victim.words) is done but registered")
    }
    if method == .preemptAndAbort && (isOwn || !cameAnew) && array.writesAreLive(of: victimNexus) {
      fail("\(victim.words) is done but a write of it is live")
    }
  }

  private mutating func checkRejoined(_ path: Int, of host: Int) {
    let key = hosts[host].barrier.key(ofPath: path)
    if hosts[host].isTakenOver || array.table.key(of: nexus(host, path)) == key { return }
    fail("path \(path) of host \(host) rejoined without being registered")
  }

  mutating func fail(_ reason: String) { if failure == nil { failure = reason } }
}
