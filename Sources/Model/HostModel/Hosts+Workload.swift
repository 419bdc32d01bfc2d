import EventEngine
import Interconnect
import Sampling

/// A workload: what one host's applications ask for. It can move to another host.
struct Workload: Sendable {
  /// The host that runs it now.
  var host: Int
  /// Counts its moves; what was asked for before is not answered to.
  var epoch: UInt32 = 0
  var isRunning = false
  /// Replays a trace from here.
  var startedAt = Instant.zero
  /// I/Os issued, by stream (closed, rewrite), or in all (open, trace).
  var issued: [UInt64]
}

extension Hosts {
  mutating func startWorkload(of host: Int, at now: Instant, plan: HostPlan) {
    // A removed host's workload is its survivor's business.
    guard isWanted(host, plan: plan), !hosts[host].isRemoved else { return }
    let begin = max(now, Instant.zero + plan.workload.start)
    workloads[host].isRunning = true
    workloads[host].startedAt = begin
    scheduleFirst(host, at: begin, at: now, plan: plan)
  }

  func isWanted(_ workload: Int, plan: HostPlan) -> Bool { plan.workload.hosts?.contains(workload) ?? true }

  /// Schedules the first I/O of each stream from `instant` on.
  mutating func scheduleFirst(_ workload: Int, at instant: Instant, at now: Instant, plan: HostPlan) {
    switch plan.workload.kind {
    case .closed(let streams, _), .rewrite(let streams, _):
      for stream in 0..<streams {
        emissions.schedule(streamReady(workload, stream), at: instant)
      }
    case .open: emissions.schedule(arrival(workload), at: instant + interarrival(workload, plan: plan))
    case .trace(let trace): scheduleTraceArrival(workload, trace, at: now)
    }
  }

  @inline(__always) private func streamReady(_ workload: Int, _ stream: Int) -> HostEvent {
    HostEvent(.streamReady, workload, generation: workloads[workload].epoch, extra: UInt32(stream))
  }
  @inline(__always) private func arrival(_ workload: Int) -> HostEvent {
    HostEvent(.arrival, workload, generation: workloads[workload].epoch)
  }

  /// Whether an event of a workload still counts.
  @inline(__always) private func isCurrent(_ event: HostEvent) -> Bool {
    isServed(event.index) && workloads[event.index].epoch == event.generation
  }

  /// Whether somebody asks for the next I/O. A stopped host's workload waits until it is taken over, if ever.
  @inline(__always) private func isServed(_ workload: Int) -> Bool {
    !isStopping && workloads[workload].isRunning && !hosts[workloads[workload].host].isStopped
  }

  mutating func streamReady(_ event: HostEvent, at now: Instant, plan: HostPlan) {
    guard isCurrent(event) else { return }
    issueNext(event.index, stream: Int(event.extra), at: now, plan: plan)
  }

  mutating func arrivalDue(_ event: HostEvent, at now: Instant, plan: HostPlan) {
    guard isCurrent(event) else { return }
    let workload = event.index
    if plan.replays, case .trace(let trace) = plan.workload.kind {
      let next = Int(workloads[workload].issued[0])
      replay(trace.records[next], workload, at: now, plan: plan)
      scheduleTraceArrival(workload, trace, at: now)
    } else {
      issueNext(workload, stream: 0, at: now, plan: plan)
      emissions.schedule(arrival(workload), at: now + interarrival(workload, plan: plan))
    }
  }

  private mutating func scheduleTraceArrival(_ workload: Int, _ trace: WorkloadTrace, at now: Instant) {
    let next = Int(workloads[workload].issued[0])
    guard next < trace.records.count else { return }
    // What was recorded while its host stood still comes as soon as somebody can ask for it.
    emissions.schedule(arrival(workload), at: max(now, workloads[workload].startedAt + trace.records[next].arrival))
  }

  @inline(__always) private func interarrival(_ workload: Int, plan: HostPlan) -> Duration {
    plan.interarrival.duration(draw(.interarrival, workload, workloads[workload].issued[0]))
  }

  @inline(__always) private func draw(_ purpose: RandomPurpose, _ workload: Int, _ index: UInt64) -> Double {
    random.uniform(entity: UInt32(workload), purpose: purpose.rawValue, index: index)
  }

  private mutating func issueNext(_ workload: Int, stream: Int, at now: Instant, plan: HostPlan) {
    let ordinal = workloads[workload].issued[stream]
    workloads[workload].issued[stream] += 1
    let index = UInt64(stream) << 40 | ordinal
    let io = request(workload, stream: stream, ordinal: ordinal, index: index, plan: plan)
    issue(
      io, host: workloads[workload].host, workload: workload, stream: stream, index: index, epoch: workloads[workload].epoch,
      at: now, plan: plan)
  }

  /// What the `index`-th I/O asks for: a pure function of its address, the same under every method.
  @inline(__always) private func request(_ workload: Int, stream: Int, ordinal: UInt64, index: UInt64, plan: HostPlan)
    -> IORequest
  {
    let units = UInt64(plan.topology.unitCount)
    let slice = UInt64(workload) * plan.slots
    let blocks = plan.sameBlocksForAll ?? HostPlan.blocks(ofBytes: plan.workload.size.quantile(draw(.size, workload, index)))
    if plan.rewrites {
      // Each stream has a block of its own.
      return IORequest(
        isWrite: true, unit: stream % Int(units), firstBlock: (slice + UInt64(stream)) * plan.blocksPerSlot, blockCount: blocks)
    }
    let slot = plan.addresses.slot(draw(.address, workload, index), ordinal: ordinal)
    let unit = units == 1 ? 0 : min(UInt64(draw(.unit, workload, index) * Double(units)), units - 1)
    return IORequest(
      isWrite: draw(.direction, workload, index) >= plan.workload.readRatio, unit: Int(unit),
      firstBlock: (slice + slot) * plan.blocksPerSlot, blockCount: blocks)
  }

  private mutating func replay(_ record: WorkloadTrace.Record, _ workload: Int, at now: Instant, plan: HostPlan) {
    let index = workloads[workload].issued[0]
    workloads[workload].issued[0] += 1
    let io = IORequest(
      isWrite: record.isWrite, unit: Int(record.unit), firstBlock: record.firstBlock, blockCount: record.blockCount)
    issue(
      io, host: workloads[workload].host, workload: workload, stream: 0, index: index, epoch: workloads[workload].epoch, at: now,
      plan: plan)
  }

  /// A closed stream goes on when its I/O has finished; a recovery writes what it has read.
  mutating func afterFinish(_ operation: HostOperation, succeeded: Bool, at now: Instant, plan: HostPlan) {
    guard operation.purpose == .application else {
      return recoveryWentOn(operation, succeeded: succeeded, at: now, plan: plan)
    }
    let workload = Int(operation.workload)
    guard isServed(workload), workloads[workload].epoch == operation.epoch else { return }
    guard plan.isClosedLoop else { return }
    let stream = Int(operation.stream)
    if !succeeded {
      // An application that got an error does not hammer the device.
      emissions.schedule(streamReady(workload, stream), at: now + plan.configuration.multipath.pollingInterval)
    } else if let think = plan.think {
      emissions.schedule(streamReady(workload, stream), at: now + think.duration(draw(.think, workload, operation.index)))
    } else {
      issueNext(workload, stream: stream, at: now, plan: plan)
    }
  }
}
