import EventEngine

/// The media: a write is visible to every controller when its service ends, a read takes its data then.
extension StorageWorld {
  mutating func enqueueForMedia(_ id: AttemptID, plan: Plan, turn: Turn) {
    if media.busy < plan.configuration.array.media.servers {
      startService(id, plan: plan, turn: turn)
    } else {
      attempts[id.slot].stage = .mediaQueue
      media.append(id)
    }
  }

  private mutating func startService(_ id: AttemptID, plan: Plan, turn: Turn) {
    attempts[id.slot].stage = .mediaService
    media.busy += 1
    let operation = attempts[id.slot].address
    let uniform = random.uniform(
      entity: operation.entity, purpose: RandomPurpose.mediaService.rawValue, index: operation.index)
    var time =
      attempts[id.slot].isWrite
      ? plan.configuration.array.media.write.duration(uniform) : plan.configuration.array.media.read.duration(uniform)
    if media.slowdown != 1 { time = Duration(seconds: time.seconds * media.slowdown) }
    turn.schedule(.init(.mediaDone, id), after: time)
  }

  mutating func mediaDone(_ id: AttemptID, plan: Plan, turn: Turn) {
    media.busy -= 1
    if attempts[id.slot].owner == .initiator {
      execute(id)
    } else {
      finishService(id, plan: plan, turn: turn)
    }
    while let next = media.popFirst() {
      // Tasks that died in the queue are skipped.
      guard attempts.isLive(next), attempts[next.slot].stage == .mediaQueue else { continue }
      startService(next, plan: plan, turn: turn)
      break
    }
  }

  private mutating func finishService(_ id: AttemptID, plan: Plan, turn: Turn) {
    noteMediaAccess(id, turn: turn)
    endTask(id, plan: plan, turn: turn)
    answer(id, plan: plan, turn: turn)
  }

  /// To the oracle: the write is on the media, or the read took what was there.
  mutating func noteMediaAccess(_ id: AttemptID, turn: Turn) {
    guard let judged = attempts[id.slot].judged, let extent = attempts[id.slot].mediaExtent else { return }
    if extent.isWrite {
      oracle.applied(judged, blocks: extent.blocks, at: turn.now)
      trace(.applied, attempt: id, turn: turn)
    } else {
      oracle.readSampled(judged, at: turn.now)
    }
    settle(id, attempts[id.slot].isOrphan ? .landedLate : .landedBefore, turn: turn)
  }
}
