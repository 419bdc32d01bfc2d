import Reservations
import StorageModel

extension ArrayConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key("controllers", \.controllers, .atLeast(1), help: "controllers, all alike"),
      Key(
        "ports", \.portsPerController, .atLeast(1),
        help: "target ports of each controller; port p is cabled to fabric p modulo the number of fabrics"),
      Key("logical_units", \.logicalUnits, .atLeast(1), help: "logical units; each is seen through every port"),
      Key(
        "logical_unit_size", \.logicalUnitSize, ValueForm<UInt64>.size.optional, absence: "what hosts need",
        help: "bytes of each logical unit; left out: as many as the hosts' working sets need"),
      Key("transfer", \.transfer, .transfer, help: "when write data travels"),
      Key(
        "port_latency", \.portLatency, .duration, source: "assumed",
        help: "front-end processing of every frame that a target port receives; a pipeline, so order is kept"),
      Key(
        "task_aborted_status", \.taskAbortedStatus, .boolean, source: "LIO",
        help: "TAS of the Control mode page: an aborted command is answered with TASK ABORTED"),
      .group("media", \.media, help: "parallel media servers behind one queue, shared by all controllers"),
      .group("reservations", \.reservations, help: "persistent reservations"),
      Key(
        "abort_time", \.abortTime, .duration, source: "assumed",
        help: "for the controllers to agree that the commands of an aborted nexus are done or dead"),
      Key(
        "eviction_timeout", \.evictionTimeout, .positiveDuration, source: "assumed",
        help: "a port that does not confirm an abort within this time is evicted: what it holds is discarded"),
      Key(
        "evicted_sessions", \.evictedSessions, ValueForm<EvictedSessions>.evictedSessions.optional,
        absence: "end in weir serve",
        help: "what becomes of the sessions through an evicted port; a simulated run keeps them unless it is told to end them"),
      Key(
        "transfer_timeout", \.transferTimeout, .positiveDuration, source: "assumed; FCP-4: at least 9 s",
        help: "a command whose data does not come within this time is ended by the array"),
      Key("defects", \.defects, .defects, help: "bugs of real arrays"),
    ]
  }
}

extension MediaConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key(
        "servers", \.servers, .atLeast(1), source: "assumed", help: "commands that the media serve at a time: flash dies, disks"),
      Key("read", \.read, .distribution(of: .duration), source: "vendor claims: 160-250us", help: "service time of a read"),
      Key(
        "write", \.write, .distribution(of: .duration), source: "assumed",
        help: "service time of a write, into a mirrored write cache"),
    ]
  }
}

extension ReservationConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key(
        "service_time", \.serviceTime, .duration, source: "assumed",
        help: "one PERSISTENT RESERVE OUT; they are serialised for each logical unit"),
      Key(
        "aptpl", \.persistThroughPowerLoss, .boolean,
        help: "Activate Persist Through Power Loss: registrations survive, at the price of aptpl_time"),
      Key("aptpl_time", \.persistTime, .duration, source: "assumed", help: "a write of the registrations to non-volatile memory"),
      Key("profile", \.rules.profile, .profile, source: "SPC-4", help: "whose table it is, where implementations differ"),
      Key("dialect", \.rules.dialect, .dialect, source: "SPC-4", help: "which edition of the standard the table follows"),
      Key(
        "registration_limit", \.rules.registrationLimit, .registrationLimit, absence: "no limit",
        help: "the most registrations that a logical unit can hold"),
      Key(
        "crh", \.rules.handlesCompatibleReservations, .boolean,
        help: "compatible handling: RESERVE and RELEASE of a registrant are GOOD and do nothing, instead of conflicting"),
      Key(
        "nuar", \.noUnitAttentionOnRelease, .boolean, help: "NUAR of the Control mode page: RELEASE establishes no unit attention"
      ),
    ]
  }
}

extension ValueForm<TransferMode> {
  fileprivate static var transfer: Self {
    oneOf {
      switch $0 {
      case .readyToTransfer: "the array asks for it when it has enabled the command (FCP_XFER_RDY, R2T)"
      case .immediate: "with the command"
      }
    }
  }
}

extension ValueForm<EvictedSessions> {
  fileprivate static var evictedSessions: Self {
    oneOf {
      switch $0 {
      case .end: "they end, and none begins until the port works again"
      case .keep: "they stay, and what they bring waits in the port"
      }
    }
  }
}

extension ValueForm<ReservationProfile> {
  fileprivate static var profile: Self {
    let help = [
      "standard": "SPC-4", "lio": "LIO of Linux 6.1: aborts what was sent under the holder's key", "scst": "SCST",
      "spdk": "SPDK: no PREEMPT AND ABORT, no unit attentions", "tgt": "Linux SCSI target framework: no PREEMPT AND ABORT",
    ]
    return word(ReservationProfile.all.map { ($0.name, $0.profile, help[$0.name] ?? "") })
  }
}

extension ValueForm<ReservationDialect> {
  fileprivate static var dialect: Self {
    word([
      ("spc-2", .spc2, "the older one: types 1, 3, 5 and 6 only, of the bits only APTPL"), ("spc-4", .spc4, "SPC-3 and SPC-4"),
    ])
  }
}

extension ValueForm<Int> {
  /// The largest number is no limit, and has no spelling.
  fileprivate static var registrationLimit: Self {
    let form = atLeast(1)
    return ValueForm(form.shape, read: form.read) { $0 == .max ? nil : form.write($0, $1) }
  }
}

extension ValueForm<Set<ArrayDefect>> {
  /// Written in the order of declaration, whatever the order of the set.
  fileprivate static var defects: Self {
    let word = ValueForm<ArrayDefect>.oneOf {
      switch $0 {
      case .goodBeforeQuiesce: "PREEMPT AND ABORT answers GOOD when the aborts have been requested, without waiting"
      case .skipAbort: "PREEMPT AND ABORT aborts nothing"
      }
    }
    let names = ArrayDefect.allCases.map(\.rawValue).alternatives
    return ValueForm<[ArrayDefect]>.list(of: word, "a list of \(names)").map {
      Set($0)
    } from: { set in
      ArrayDefect.allCases.filter(set.contains)
    }
  }
}
