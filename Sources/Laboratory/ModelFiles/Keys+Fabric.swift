import StorageModel

extension FabricConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key("transport", \.transport, .transport, help: "what carries the frames, and whether they have an age limit"),
      Key("fabrics", \.fabrics, .atLeast(1), help: "independent fabrics; each host has a path through every one"),
      .group("link", \.link, help: "every link, from port to switch"),
      Key(
        "switch_latency", \.switchLatency, .duration, source: "QLogic 59096-04: 0.3-0.8us",
        help: "port to port through a switch"),
      Key(
        "r_a_tov", \.resourceAllocationTimeout, .positiveDuration, source: "Linux fc_fs.h",
        help: "R_A_TOV: a frame older than this is dropped wherever it is; Fibre Channel only"),
      Key(
        "hold_time", \.holdTime, .positiveDuration, source: "E_D_TOV: Linux fc_fs.h",
        help: "a frame that waited longer than this in one hop is dropped; Fibre Channel only"),
      Key(
        "rscn_delay", \.stateChangeDelay, .duration, source: "assumed",
        help: "from the loss of an array port's link until hosts hear of it (registered state change notification)"),
    ]
  }
}

extension LinkConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key("bandwidth", \.bandwidth, .bandwidth, source: "Gen 6 Fibre Channel", help: "of each direction"),
      .either([
        Key("length", \.propagation, .lengthOfFibre, source: "one machine room", help: "length of fibre, 5 ns/m"),
        Key("propagation", \.propagation, .duration, source: "one machine room", help: "the same as a time, one way"),
      ]),
    ]
  }
}

extension ValueForm<Transport> {
  fileprivate static var transport: Self {
    oneOf {
      switch $0 {
      case .fibreChannel: "Fibre Channel: frames that are too old are dropped"
      case .tcp: "frames have no age limit: they are retransmitted until they arrive"
      }
    }
  }
}
