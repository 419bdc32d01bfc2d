import ArrayModel
import EventEngine

/// Port stalls that whoever drives the array asks for while it runs, beside the faults of the model.
extension LiveWorld {
  /// False if the port stalls already because somebody asked.
  mutating func stall(_ port: Int, at stage: PortStage, now: Instant, plan: Plan) -> Bool {
    guard askedStalls[port] == nil else { return false }
    stallsAskedFor += 1
    askedStalls[port] = stallsAskedFor
    judge.faultBegan(at: now)
    array.setStalled(port: port, at: stage, true, at: now, plan: plan.array)
    return true
  }

  /// False if nobody asked for a stall of the port, or for another one than that with this number.
  mutating func release(_ port: Int, ifNumber number: UInt32? = nil, now: Instant, plan: Plan) -> Bool {
    guard let asked = askedStalls[port], number ?? asked == asked else { return false }
    askedStalls[port] = nil
    judge.activeFaults -= 1
    array.setStalled(port: port, at: array.stage(ofStalledPort: port) ?? .ingress, false, at: now, plan: plan.array)
    return true
  }
}

extension LiveArray {
  /// The target port stalls from now on, until `release` or for so long. False: somebody has asked for a stall already.
  public mutating func stall(targetPort port: Int, at stage: PortStage, lasting length: Duration? = nil) -> Bool {
    var isNew = false
    occur { world, plan, now in isNew = world.stall(port, at: stage, now: now, plan: plan) }
    if isNew, let length {
      simulation.schedule(LiveEvent(.stallOver(port: UInt32(port), number: simulation.world.stallsAskedFor)), at: now + length)
    }
    return isNew
  }

  /// The stall that was asked for is over; one of a fault goes on. False: nobody had asked for one.
  public mutating func release(targetPort port: Int) -> Bool {
    var wasAsked = false
    occur { world, plan, now in wasAsked = world.release(port, now: now, plan: plan) }
    return wasAsked
  }

  /// Where the target port stalls; nil: it works.
  public func stage(ofStalledPort port: Int) -> PortStage? { simulation.world.array.stage(ofStalledPort: port) }
}
