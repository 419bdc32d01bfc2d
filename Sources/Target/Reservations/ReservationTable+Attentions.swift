import SCSIWire

extension ReservationTable {
  /// Establishes a unit attention for every registered nexus but the caller.
  func establish(_ attention: UnitAttention, except caller: NexusID, effects: inout ReservationEffects) {
    for nexus in registrants where nexus != caller {
      effects.attentions.append(.init(nexus, attention))
    }
  }

  /// `ReservationProfile.ReleaseAttention.misdirected`: for each other registrant, every nexus but that one.
  func establishMisdirected(caller: NexusID, effects: inout ReservationEffects) {
    let others = registrants.filter { $0 != caller }
    for nexus in keys.indices.lazy.map({ NexusID(UInt32($0)) }) where others.contains(where: { $0 != nexus }) {
      effects.attentions.append(.init(nexus, .reservationsReleased))
    }
  }

  /// A successful command, for PRgeneration.
  enum Change {
    case nothing
    case registered(Int)
    case unregistered(Int, releases: Bool)
    case cleared(Int)
    case preempted(Int)
    case moved
  }

  mutating func count(_ change: Change) {
    switch (rules.profile.generation, change) {
    case (.perRegistration, .nothing), (.perRegistration, .unregistered), (.perRemoval, .nothing): break
    case (.perRegistration, .registered(let number)): generation &+= UInt32(number)
    case (.perRemoval, .registered(let number)), (.perRemoval, .unregistered(let number, _)),
      (.perRemoval, .cleared(let number)):
      generation &+= UInt32(number)
    case (.perRemoval, .preempted(let number)): generation &+= UInt32(number) + 1
    case (.perCommandAndRelease, .unregistered(_, releases: true)): generation &+= 2
    default: generation &+= 1
    }
  }
}
