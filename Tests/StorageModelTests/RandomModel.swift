import Barriers
import EventEngine
import Reservations
import Sampling

@testable import StorageModel

/// Draws small models at random, swarm style (Groce et al., ISSTA 2012): first which features exist, then their parameters.
struct RandomModel {
  private let source: RandomSource
  private var index: UInt64 = 0

  init(seed: UInt64) { source = RandomSource(seed: seed, branch: 77) }

  mutating func below(_ n: Int) -> Int {
    index += 1
    return min(Int(source.uniform(entity: 0, purpose: 1000, index: index) * Double(n)), n - 1)
  }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
    .milliseconds(Int64(range.lowerBound + below(range.count)))
  }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  mutating func model(_ barrier: BarrierMethod? = nil, pausesHosts: Bool = true) throws -> ModelConfiguration {
    var model = ModelConfiguration()
    model.barrier = barrier ?? pick(BarrierMethod.allCases)
    let hold = milliseconds(1...800)
    if model.barrier == .hold { model.barrier = .hold(hold) }
    topology(&model)
    hosts(&model)
    try array(&model)
    try workload(&model)
    model.run.until = milliseconds(2000...5000)
    let kinds = faultKinds(pausesHosts: pausesHosts)
    for number in 0..<below(5) where !kinds.isEmpty { try model.faults.append(fault(number, pick(kinds), model)) }
    return model
  }

  private mutating func topology(_ model: inout ModelConfiguration) {
    model.hosts.count = 1 + below(3)
    model.hosts.hbas = 1 + below(2)
    model.fabric.fabrics = 1 + below(model.hosts.hbas)
    model.array.controllers = 1 + below(2)
    model.array.portsPerController = model.fabric.fabrics + below(2)
    model.array.logicalUnits = 1 + below(2)
    model.fabric.transport = pick(Transport.allCases)
    model.fabric.resourceAllocationTimeout = milliseconds(100...1000)
    model.fabric.holdTime = milliseconds(50...500)
    model.fabric.stateChangeDelay = milliseconds(0...200)
    if chance(30) { model.fabric.link.bandwidth = nil }
    if chance(20) { model.fabric.link.bandwidth = 100_000_000 }
    if chance(20) { model.fabric.link.propagation = .zero }
  }

  private mutating func hosts(_ model: inout ModelConfiguration) {
    model.hosts.queueDepth = pick([1, 4, 30])
    model.hosts.overlap = chance(85) ? .wait : .allow
    model.hosts.multipath.pathSelector = pick(PathSelector.allCases)
    model.hosts.multipath.pollingInterval = milliseconds(50...500)
    model.hosts.multipath.pollingIntervalMax = model.hosts.multipath.pollingInterval * 4
    model.hosts.multipath.checkerTimeout = milliseconds(50...600)
    model.hosts.multipath.fastIOFailTimeout = milliseconds(0...400)
    model.hosts.multipath.noPathRetry = pick([.fail, .queue, .polls(1 + below(4))])
    if chance(20) { model.hosts.multipath.pathErrorRecoveryTime = milliseconds(1...1000) }
    // Long enough for the PERSISTENT RESERVE OUT of all nexuses, one after the other.
    model.hosts.scsi.commandTimeout = milliseconds(200...600)
    model.hosts.scsi.errorHandlerTimeout = milliseconds(20...300)
    model.hosts.scsi.onTimeout = pick(TimeoutPolicy.allCases)
    model.hosts.scsi.retries = pick([0, 1, 5])
  }

  private mutating func array(_ model: inout ModelConfiguration) throws {
    model.array.transfer = pick(TransferMode.allCases)
    model.array.taskAbortedStatus = chance(70)
    model.array.media.servers = pick([1, 2, 64])
    model.array.media.write = chance(50) ? Distribution(.microseconds(90)) : try .exponential(mean: 0.002)
    model.array.media.read = chance(50) ? Distribution(.microseconds(180)) : try .exponential(mean: 0.002)
    model.array.evictionTimeout = milliseconds(10...600)
    model.array.abortTime = chance(20) ? .zero : milliseconds(0...20)
    model.array.reservations.serviceTime = pick([.zero, .microseconds(500), .milliseconds(1)])
    model.array.reservations.persistTime = pick([.zero, .milliseconds(1)])
  }

  private mutating func workload(_ model: inout ModelConfiguration) throws {
    let think: Distribution? = chance(30) ? nil : try .exponential(mean: 0.01)
    switch below(4) {
    case 0: model.workload.kind = .closed(depth: 1 + below(4), think: try .exponential(mean: 0.02))
    case 1: model.workload.kind = .rewrite(streams: 1 + below(3), think: try .exponential(mean: 0.01))
    case 2: model.workload.kind = .trace(trace(units: model.array.logicalUnits))
    default: model.workload.kind = .open(rate: Double(20 + below(100)), process: pick(ArrivalProcess.allCases))
    }
    if case .closed = model.workload.kind, let think { model.workload.kind = .closed(depth: 2, think: think) }
    model.workload.readRatio = pick([0, 0.3, 0.9])
    model.workload.workingSet = 4096 * UInt64(4 + below(12))
    model.workload.size = try .uniform(lower: 512, upper: 16_384)
    if chance(20) { model.workload.address = .zipf(exponent: 1) }
    if chance(10) { model.workload.address = .sequential }
    if chance(20) { model.workload.hosts = [0] }
  }

  private mutating func trace(units: Int) -> WorkloadTrace {
    var arrival = Duration.zero
    let records = (0..<200).map { _ in
      arrival = arrival + milliseconds(0...30)
      return WorkloadTrace.Record(
        arrival: arrival, firstBlock: UInt64(below(64)), blockCount: UInt32(1 + below(16)), unit: UInt16(below(units)),
        isWrite: chance(70))
    }
    return WorkloadTrace(name: "random", records: records)
  }

  private mutating func faultKinds(pausesHosts: Bool) -> [Int] {
    (0..<5).filter { $0 != 4 || pausesHosts }.filter { _ in chance(60) }
  }

  private mutating func fault(_ number: Int, _ kind: Int, _ model: ModelConfiguration) throws -> FaultConfiguration {
    let port = TargetPortName(controller: below(model.array.controllers), port: below(model.array.portsPerController))
    let link: LinkName =
      chance(50) ? .target(port) : .initiator(host: below(model.hosts.count), hba: below(model.hosts.hbas))
    let what: any FaultKind
    switch kind {
    case 0: what = LinkDown.linkDown(link)
    case 1: what = LinkStall.linkStall(link)
    case 2: what = PortStall.portStall(port, pick(PortStage.allCases))
    // Several at once multiply.
    case 3: what = MediaSlow.mediaSlow(factor: Double(1 + below(10)))
    default:
      what = HostPause.hostPause(
        host: below(model.hosts.count), takeoverAfter: model.hosts.count > 1 && chance(70) ? milliseconds(20...500) : nil)
    }
    return FaultConfiguration(
      name: "fault\(number)", at: Distribution(milliseconds(0...3000)), lasting: try .exponential(mean: 0.6), kind: what)
  }
}
