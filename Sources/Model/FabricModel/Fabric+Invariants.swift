import EventEngine

extension Fabric {
  /// The first rule between two events that does not hold, in words; nil if all hold.
  package var brokenRule: String? {
    for index in links.indices {
      let link = links[index]
      if link.isHoldingFrames && !link.isStalled { return "link \(index) holds frames although it does not stand still" }
      if link.isHoldingFrames && link.isDown { return "link \(index) holds frames although it is down" }
      if (link.heldArrivals + link.heldDepartures).contains(where: { !frames.isLive($0.event.frame) }) {
        return "link \(index) holds a frame that is gone"
      }
      if link.slowdown < 1 || !(0...1).contains(link.lossRatio) { return "link \(index) is faster than it was built" }
    }
    for index in ports.indices where ports[index].frozenAt == nil && !ports[index].held.isEmpty {
      return "port \(index) keeps frames although its node works"
    }
    for index in switches.indices where switches[index].stalls == 0 && !switches[index].held.isEmpty {
      return "switch \(index) holds frames although it does not stand still"
    }
    return emissions.isEmpty ? nil : "the fabric has something to say that nobody took"
  }

  /// The first rule of a run that has drained that does not hold; nil if all hold.
  package var brokenRuleOfDrainedRun: String? {
    if frames.count > 0 { return "\(frames.count) frames are on their way" }
    if let link = links.firstIndex(where: { $0.isDown || $0.isStalled }) { return "link \(link) did not heal" }
    if let stream = brokenStreams.first { return "port \(stream.source) waits to send again" }
    if let place = switches.firstIndex(where: { $0.downs + $0.stalls > 0 }) { return "switch \(place) did not heal" }
    return brokenRule
  }
}

extension Fabric {
  /// Folds what decides the future: `name` says what a frame carries, by its slot.
  package func fold(into fold: inout StateFold, at now: Instant, plan: FabricPlan, name: (UInt32) -> UInt64) {
    fold.fold(list: links) { link, fold in
      fold.fold(link.busyUntil, since: now)
      fold.fold(Int(link.downs))
      fold.fold(Int(link.stalls))
      fold.fold(link.isDisabled)
      fold.fold(link.slowdown.bitPattern)
      fold.fold(link.lossRatio.bitPattern)
      fold.fold(list: link.heldArrivals) { held, fold in fold.fold(name(held.event.slot)) }
      fold.fold(list: link.heldDepartures) { held, fold in fold.fold(name(held.event.slot)) }
    }
    fold.fold(list: ports) { port, fold in
      fold.fold(port.frozenAt != nil)
      fold.fold(list: port.held) { frame, fold in fold.fold(name(frame.slot)) }
    }
    fold.fold(list: switches) { place, fold in
      fold.fold(Int(place.stalls))
      fold.fold(list: place.held) { held, fold in fold.fold(name(held.event.slot)) }
    }
    fold.fold(set: brokenStreams.indices) { index, fold in
      let stream = brokenStreams[index]
      fold.fold(stream.source)
      fold.fold(stream.destination)
      fold.fold(stream.attempts)
      fold.fold(stream.dueAt, since: now)
      fold.fold(list: stream.backlog) { frame, fold in fold.fold(name(frame.slot)) }
    }
    // What waits to be sent again is on no link.
    fold.fold(set: frames.liveSlots.filter { frames[$0].link != .max }) { slot, fold in
      let frame = frames[slot]
      fold.fold(frame.source)
      fold.fold(frame.destination)
      fold.fold(name(slot))
      fold.fold(frame.dueAt, since: now)
      fold.fold(frame.link)
      fold.fold(frame.incarnation == links[Int(frame.link)].incarnation)
      // Where frames do not age it does not matter how old they are.
      if plan.timing.ageMax != nil { fold.fold(Int((now - frame.sentAt).nanoseconds)) }
    }
  }
}
