import StorageModel

extension ModelConfiguration: Described {
  /// The keys of a model file.
  static var keys: [Key<Self>] {
    [
      Key("name", \.name, .text, help: "what reports call the model"),
      .group("hosts", \.hosts, help: "hosts: HBAs, multipath, the SCSI layer below it"),
      .group("fabric", \.fabric, help: "independent fabrics of one switch each, with a full-duplex link to every port"),
      .group("array", \.array, help: "the storage array: controllers, target ports, task sets, reservations, media"),
      .group("workload", \.workload, help: "what the applications do"),
      Key(
        "barrier", \.barrier, .barrier, help: "what is done before a write of a failed path or host is repeated or overwritten"),
      Key("faults", \.faults, .faults, help: "what breaks, and when"),
      .group("run", \.run, help: "how long is simulated"),
    ]
  }
}

extension RunConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key(
        "until", \.until, .positiveDuration,
        help: "when the workload stops and every fault heals; the run then goes on until no command is live"),
      Key("warm_up", \.warmUp, .duration, help: "what arrives before is simulated, but not counted in latencies"),
      Key(
        "permute_equal_instants", \.permuteEqualInstants, .boolean,
        help: "runs events of one instant in an order drawn from the seed, instead of the order of scheduling"),
    ]
  }
}
