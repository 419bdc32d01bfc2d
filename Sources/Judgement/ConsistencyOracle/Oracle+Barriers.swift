import EventEngine

extension Oracle {
  /// A survivor decided to fence what `nexus` sends to `unit` under its registration `epoch`.
  public mutating func barrierRaised(unit: UInt32, nexus: UInt32, epoch: UInt32, at now: Instant) {
    begin()
    counts.barriersRaised += 1
    let fence = fenceIndex(unit: unit, nexus: nexus)
    fences[fence].wasRaised = true
    fences[fence].raisedAt = now
  }

  /// The array sent the final GOOD of that barrier: from now on nothing sent under `epoch` or an earlier one may be applied.
  public mutating func barrierGood(unit: UInt32, nexus: UInt32, epoch: UInt32, at now: Instant) {
    begin()
    counts.barriersGood += 1
    let fence = fenceIndex(unit: unit, nexus: nexus)
    guard UInt64(epoch) + 1 > fences[fence].epochsFenced else { return }
    fences[fence].epochsFenced = UInt64(epoch) + 1
    fences[fence].goodAt = now
  }

  /// The array is about to send the GOOD of a barrier that promises nothing about this attempt, which may still act.
  public mutating func spared(_ attempt: Attempt) {
    begin()
    if let slot = live(attempt) { attempts[slot].isSpared = true }
  }

  /// The survivor knows that the barrier holds.
  public mutating func barrierDone(unit: UInt32, nexus: UInt32, epoch: UInt32, at now: Instant) {
    begin()
    counts.barriersDone += 1
  }

  /// The fence that holds for an attempt on a unit, if any.
  @inline(__always) func fence(unit: UInt32, attempt: Slot) -> Fence? {
    let place = Int(attempts[attempt].nexus) * extents.roots.count + Int(unit)
    guard place < fenceIndices.count else { return nil }
    let index = fenceIndices[place]
    guard index > 0, UInt64(attempts[attempt].epoch) < fences[Int(index) - 1].epochsFenced else { return nil }
    guard !attempts[attempt].isSpared else { return nil }
    return fences[Int(index) - 1]
  }

  private mutating func fenceIndex(unit: UInt32, nexus: UInt32) -> Int {
    let unitCount = extents.roots.count
    let missing = (Int(nexus) + 1) * unitCount - fenceIndices.count
    if missing > 0 { fenceIndices.append(contentsOf: repeatElement(0, count: missing)) }
    let place = Int(nexus) * unitCount + Int(unit)
    if fenceIndices[place] == 0 {
      fences.append(Fence())
      fenceIndices[place] = UInt32(fences.count)
    }
    return Int(fenceIndices[place]) - 1
  }
}
