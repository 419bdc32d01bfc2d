import ArrayModel
import ClusterModel
import EventEngine
import FabricModel
import HostModel
import Interconnect

/// When the faults of a run begin and end. All that are still active heal when the workload stops.
package struct Faults: Sendable {
  struct State: Sendable {
    let begin: Instant
    let end: Instant
    var isActive = false
    /// When it really began and ended; nil: not yet, or never.
    var beganAt: Instant?
    var endedAt: Instant?
  }

  var states: [State]
  package internal(set) var activeCount = 0

  init(_ faults: [FaultConfiguration], random: RandomSource) {
    states = faults.enumerated().map { index, fault in
      func draw(_ purpose: RandomPurpose) -> Double {
        random.uniform(entity: UInt32(index), purpose: purpose.rawValue, index: 0)
      }
      let begin = Instant.zero + fault.at.duration(draw(.faultStart))
      return State(begin: begin, end: begin + fault.lasting.duration(draw(.faultLength)))
    }
  }

  /// The instant at which the fault began that a command met which was sent then and has no answer now; nil if it met none. The
  /// earliest that stops commands decides.
  func begin(ofFaultMetBy nexus: Int, sentAt sent: Instant, now: Instant, plan: Plan) -> Instant? {
    let place = plan.topology.nexuses[nexus]
    var earliest: Instant?
    for index in states.indices {
      guard let began = states[index].beganAt, began <= now, states[index].endedAt ?? now >= sent else { continue }
      let kind = plan.configuration.faults[index].kind
      guard kind.stopsCommands, kind.touches(place, in: plan.topology) else { continue }
      earliest = min(earliest ?? began, began)
    }
    return earliest
  }

  mutating func began(_ index: Int, at now: Instant) {
    precondition(!states[index].isActive, "a fault begins once")
    states[index].isActive = true
    states[index].beganAt = now
    activeCount += 1
  }

  mutating func ended(_ index: Int, at now: Instant) {
    states[index].isActive = false
    states[index].endedAt = now
    activeCount -= 1
    precondition(activeCount >= 0, "a fault that ends had begun")
  }
}

extension StorageWorld {
  /// When each fault begins and ends in this run, unless the workload stops before; in the order of the configuration.
  public var faultTimes: [(begin: Instant, end: Instant)] { faults.states.map { ($0.begin, $0.end) } }

  mutating func handle(_ event: FaultEvent, plan: Plan, turn: Turn) {
    let index = Int(event.index)
    let kind = plan.configuration.faults[index].kind
    if event.isBeginning {
      // A fault that would begin after the workload stopped never happens.
      guard !isStopping else { return }
      faults.began(index, at: turn.now)
      judge.faultBegan(at: turn.now)
      record(.faultBegan, entity: index, turn: turn)
      turn.schedule(
        .fault(FaultEvent(index: event.index, isBeginning: false)), at: max(turn.now, faults.states[index].end))
      withLevers(plan: plan, at: turn.now) { kind.begin(on: &$0, topology: plan.topology) }
    } else {
      guard faults.states[index].isActive else { return }
      faults.ended(index, at: turn.now)
      judge.activeFaults -= 1
      // Before anything goes on: what was held up until now is answered in the phase that the fault made.
      noteCalm(turn: turn)
      record(.faultEnded, entity: index, turn: turn)
      withLevers(plan: plan, at: turn.now) { kind.end(on: &$0, topology: plan.topology) }
    }
  }
}

extension StorageWorld {
  private mutating func withLevers(plan: Plan, at now: Instant, _ body: (inout WorldLevers) -> Void) {
    withUnsafeMutablePointer(to: &self) { world in
      var levers = WorldLevers(world: world, plan: plan, now: now)
      body(&levers)
    }
  }
}

/// The levers of a simulated world, for the length of one event: a pointer, for to move the world out would copy it.
struct WorldLevers: FaultLevers {
  let world: UnsafeMutablePointer<StorageWorld>
  let plan: Plan
  let now: Instant

  mutating func setDown(linkOf port: Int, _ isDown: Bool) {
    world.pointee.fabric.setDown(linkOf: port, isDown, at: now, plan: plan.fabric)
  }
  mutating func setStalled(linkOf port: Int, _ isStalled: Bool) {
    world.pointee.fabric.setStalled(linkOf: port, isStalled, at: now, plan: plan.fabric)
  }
  mutating func setSlow(linkOf port: Int, by factor: Double, _ isSlow: Bool) {
    world.pointee.fabric.setSlow(linkOf: port, by: factor, isSlow)
  }
  mutating func setLossy(linkOf port: Int, ratio: Double, _ isLossy: Bool) {
    world.pointee.fabric.setLossy(linkOf: port, ratio: ratio, isLossy)
  }
  mutating func setDown(switch fabric: Int, _ isDown: Bool) {
    world.pointee.fabric.setDown(switch: fabric, isDown, at: now, plan: plan.fabric)
  }
  mutating func setStalled(switch fabric: Int, _ isStalled: Bool) {
    world.pointee.fabric.setStalled(switch: fabric, isStalled, at: now, plan: plan.fabric)
  }

  mutating func setStalled(targetPort port: Int, at stage: PortStage, _ isStalled: Bool) {
    world.pointee.array.setStalled(port: port, at: stage, isStalled, at: now, plan: plan.array)
  }
  mutating func setStalled(controller: Int, at stage: PortStage, _ isStalled: Bool) {
    world.pointee.array.setStalled(controller: controller, at: stage, isStalled, at: now, plan: plan.array)
  }
  mutating func setMediaSlow(by factor: Double, _ isSlow: Bool) {
    world.pointee.array.setMediaSlow(by: factor, isSlow)
  }
  mutating func setMediaHung(servers: Int, _ isHung: Bool) {
    world.pointee.array.setMediaHung(servers: servers, isHung, at: now)
  }

  mutating func setPaused(host: Int, removedAfter limit: EventEngine.Duration?, _ isPaused: Bool) {
    let hbas = host * plan.topology.hbasPerHost..<(host + 1) * plan.topology.hbasPerHost
    if isPaused {
      if world.pointee.hosts.pause(host) {
        for hba in hbas { world.pointee.fabric.setFrozen(port: hba, true, at: now, plan: plan.fabric) }
      }
      // Of a host that is silent already this only says for how long the others bear it.
      world.pointee.cluster.fellSilent(host, removedAfter: limit, at: now)
    } else {
      guard world.pointee.hosts.unpause(host) else { return }
      for hba in hbas { world.pointee.fabric.setFrozen(port: hba, false, at: now, plan: plan.fabric) }
      world.pointee.hosts.resume(host, at: now, plan: plan.hosts)
      world.pointee.cluster.spoke(host, at: now)
    }
  }

  mutating func resetHBA(_ hba: Int) { world.pointee.hosts.hbaWasReset(hba, at: now, plan: plan.hosts) }
}
