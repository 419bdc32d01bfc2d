import EventEngine
import Interconnect

/// The media: a write is visible to every controller when its service ends, a read takes its data then.
extension StorageArray {
  mutating func enqueueForMedia(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    if media.busy < plan.configuration.media.servers {
      startService(id, at: now, plan: plan)
    } else {
      tasks[id.slot].stage = .mediaQueue
      media.append(id)
    }
  }

  private mutating func startService(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    assert(media.busy < plan.configuration.media.servers, "each server has one command")
    tasks[id.slot].stage = .mediaService
    media.busy += 1
    if media.hung.count < media.hangs { return media.hung.append(id) }
    let address = tasks[id.slot].unit.address
    let uniform = random.uniform(
      entity: address.entity, purpose: RandomPurpose.mediaService.rawValue, index: address.index)
    // Not by way of a variable, which would copy the law.
    var time =
      tasks[id.slot].isWrite
      ? plan.configuration.media.write.duration(uniform) : plan.configuration.media.read.duration(uniform)
    if media.slowdown != 1 { time = Duration(seconds: time.seconds * media.slowdown) }
    tasks[id.slot].timeMark = now + time
    emissions.schedule(ArrayEvent(.mediaDone, id), at: now + time)
  }

  mutating func mediaDone(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    serverIsFree(at: now, plan: plan) { array in
      if plan.executesOutside {
        array.execute(id, at: now, plan: plan) { _ in .good }
      } else {
        array.noteMediaAccess(id)
        array.end(id, at: now, plan: plan)
      }
    }
  }

  /// A server ends what it had and takes the next; tasks that died in the queue are skipped.
  private mutating func serverIsFree(at now: Instant, plan: ArrayPlan, _ finish: (inout StorageArray) -> Void) {
    assert(media.busy > 0, "who ends a command was busy with it")
    media.busy -= 1
    finish(&self)
    while let next = media.popFirst() {
      guard tasks.isLive(next), tasks[next.slot].stage == .mediaQueue else { continue }
      startService(next, at: now, plan: plan)
      break
    }
  }

  /// The write is on the media, or the read took what was there.
  @inline(__always) func mediaAccess(of id: TaskID) -> ArraySignal? {
    guard let extent = tasks[id.slot].command?.mediaExtent else { return nil }
    let label = tasks[id.slot].label
    return extent.isWrite ? .applied(label: label, BlockSpan(extent.blocks)) : .sampled(label: label)
  }

  @inline(__always) mutating func noteMediaAccess(_ id: TaskID) {
    if let signal = mediaAccess(of: id) { emissions.signal(signal) }
  }

  /// The array gives up servers that hang with victims of an abort: what they had taken is discarded, and they take nothing else
  /// until they work again.
  mutating func evictHungMedia(unit: UInt32, at now: Instant, plan: ArrayPlan) {
    for id in media.hung where tasks[id.slot].isAbortRequested && tasks[id.slot].unit.unit == unit {
      media.hung.removeAll { $0 == id }
      media.hangs -= 1
      media.evicted += 1
      die(id, isAnswered: false, at: now, plan: plan)
    }
  }
}
