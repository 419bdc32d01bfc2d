import Barriers
import EventEngine
import HostModel
import Interconnect

extension ModelConfiguration {
  /// Judges the model as a whole: what no single key can know.
  func validate() throws(ConfigurationError) {
    try validateTopology()
    try validateWorkload()
    try validateBarrier()
    let topology = Topology(self)
    for (index, fault) in faults.enumerated() {
      guard let (parameter, text) = fault.kind.problem(in: topology) else { continue }
      throw ConfigurationError("faults[\(index)].\(type(of: fault.kind).name).\(parameter)", text)
    }
    try require(run.until > .zero, "run.until", "must be longer than 0s")
    try require(run.warmUp < run.until, "run.warm_up", "must be shorter than run.until")
  }

  private func require(_ condition: Bool, _ keyPath: String, _ problem: @autoclosure () -> String) throws(ConfigurationError) {
    if !condition { throw ConfigurationError(keyPath, problem()) }
  }

  private func validateTopology() throws(ConfigurationError) {
    try require(hosts.count >= 1 && hosts.count <= 1024, "hosts.count", "expected 1 to 1024 hosts")
    try require(hosts.hbas >= 1 && hosts.hbas <= 16, "hosts.hbas", "expected 1 to 16 HBAs in each host")
    try require(hosts.queueDepth >= 1, "hosts.queue_depth", "expected at least 1 command for each path")
    try require(fabric.fabrics >= 1, "fabric.fabrics", "expected at least 1 fabric")
    try require(
      fabric.fabrics <= hosts.hbas, "fabric.fabrics",
      "\(fabric.fabrics) fabrics cannot be reached with \(hosts.hbas) HBAs in each host; expected at most \(hosts.hbas)")
    try require((1...256).contains(array.controllers), "array.controllers", "expected 1 to 256 controllers")
    try require((1...256).contains(array.portsPerController), "array.ports", "expected 1 to 256 ports for each controller")
    try require(
      fabric.fabrics <= array.portsPerController, "array.ports",
      "\(array.portsPerController) ports of a controller cannot reach \(fabric.fabrics) fabrics; "
        + "expected at least \(fabric.fabrics)")
    try require(
      array.logicalUnits >= 1 && array.logicalUnits <= 65_536, "array.logical_units", "expected 1 to 65536 logical units")
    if let size = array.logicalUnitSize {
      try require(size % logicalBlockBytes == 0, "array.logical_unit_size", "expected a multiple of 512B")
      try require(
        workload.workingSet <= size / UInt64(hosts.count), "array.logical_unit_size",
        "too small for \(hosts.count) hosts with a workload.working_set of \(workload.workingSet) bytes each")
    }
    try require(array.media.servers >= 1, "array.media.servers", "expected at least 1 server")
    // By arithmetic: the topology itself is built when the numbers are known to be right.
    let paths = (0..<min(hosts.hbas, 16)).reduce(0) { sum, hba in
      sum + array.controllers * (0..<min(array.portsPerController, 1_024)).count { $0 % fabric.fabrics == hba % fabric.fabrics }
    }
    try require(paths <= 64, "array.ports", "a host would have \(paths) paths to each logical unit; expected at most 64")
  }

  private func validateBarrier() throws(ConfigurationError) {
    if let problem = barrier.problem {
      let keyPath =
        switch problem.part {
        case .quiescence: "barrier.wait"
        case .rejoin: "barrier.rejoin"
        }
      throw ConfigurationError(keyPath, problem.reason)
    }
    try require(
      barrier.reduced(to: .path).rejoin != .relogin, "barrier.rejoin",
      "'\(barrier.name)' lets a failed path come back under a new identifier, and initiator ports keep theirs in this model; "
        + "expected rejoin: drained")
  }

  private func validateWorkload() throws(ConfigurationError) {
    try require(
      workload.alignment % logicalBlockBytes == 0 && workload.alignment > 0, "workload.alignment", "expected a multiple of 512B")
    try require(workload.workingSet >= workload.alignment, "workload.working_set", "must hold at least one workload.alignment")
    try require(workload.hosts?.isEmpty != true, "workload.hosts", "nobody would run the workload; expected at least one host")
    for host in workload.hosts ?? [] {
      try require(hosts.count > host, "workload.hosts", "there is no host\(host); hosts.count is \(hosts.count)")
    }
    switch workload.kind {
    case .closed(let depth, _):
      try require(depth >= 1, "workload.closed.depth", "expected at least 1")
    case .open(let rate, _):
      try require(rate > 0, "workload.open.rate", "must be more than 0/s")
    case .rewrite(let streams, _):
      try require(streams >= 1, "workload.rewrite.streams", "expected at least 1")
      try require(
        UInt64(streams) <= workload.workingSet / workload.alignment, "workload.rewrite.streams",
        "\(streams) streams do not fit in the working set: each rewrites a block of its own")
    case .trace(let trace):
      let unitMax = trace.records.reduce(0) { max($0, Int($1.unit)) }
      try require(
        unitMax < array.logicalUnits, "array.logical_units",
        "the trace addresses \(unitMax + 1) devices; expected at least as many logical units")
    }
  }

  /// What runs, but probably not as meant; `weir validate` prints these.
  public var warnings: [ConfigurationError] {
    var warnings: [ConfigurationError] = []
    if barrier.rejoin == .immediate {
      warnings.append(
        .init(
          "barrier.rejoin", "'immediate' is no sooner than 'drained' here: a path comes back when its checker is answered on it"))
    }
    for (index, fault) in faults.enumerated() {
      if let warning = fault.kind.warning(lasting: fault.lasting.mean, in: self) {
        warnings.append(.init("faults[\(index)]", "'\(fault.name)' \(warning)"))
      }
      if fault.at.mean >= run.until.seconds {
        warnings.append(.init("faults[\(index)]", "'\(fault.name)' begins after run.until: it never happens"))
      }
    }
    return warnings
  }
}
