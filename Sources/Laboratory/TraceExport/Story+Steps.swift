import EventEngine
import SCSIWire
import StorageModel

/// One line of a chart.
struct ChartStep {
  var mark: ChartCanvas.Mark?
  var words: String
  /// The lane that stalls or stands still from here on, or no longer.
  var thickens: Int?
  var thins: Int?
}

/// What is drawn and said of each record.
extension Story {
  /// Nil for records that another line tells.
  func step(_ index: Int, _ lanes: Lanes) -> ChartStep? {
    let record = records[index]
    let next = index + 1 < records.count ? records[index + 1] : nil
    if record.kind == .timedOut || (record.isAboutPath && record.version == nil) { return pathStep(record, lanes) }
    if record.isAboutPath { return attemptStep(record, next, lanes) }
    switch record.kind {
    case .issued:
      if next?.kind == .sent, next?.version == record.version, next?.instant == record.instant { return nil }
      return step(at: lanes.host(record.entity), "o", "\(symbol(record)) is issued, and waits for an earlier write")
    case .acknowledged:
      let isTold = index > 0 && records[index - 1].kind == .completed && records[index - 1].version == record.version
      return isTold ? nil : step(at: lanes.host(record.entity), "o", "\(symbol(record)) is acknowledged")
    case .failed: return step(at: lanes.host(record.entity), "x", "the application hears that \(symbol(record)) failed")
    case .portEvicted: return step(at: lanes.port(record.entity), "x", "the array evicts the port")
    case .faultBegan, .faultEnded: return faultStep(record, lanes)
    case .takeoverBegan: return step(at: lanes.host(record.entity), "x", "host\(record.entity) is removed from the cluster")
    case .takeoverDone: return step(at: lanes.host(record.entity), "o", "host\(record.entity) has recovered and goes on")
    case .hostStopped: return step(at: lanes.host(record.entity), "x", "host\(record.entity) learns that it was removed")
    default: return ChartStep(words: "the workload stops, faults heal")
    }
  }

  private func step(at lane: Int?, _ symbol: Character, _ words: String) -> ChartStep {
    ChartStep(mark: lane.map { .point($0, symbol) }, words: words)
  }

  private func faultStep(_ record: TraceRecord, _ lanes: Lanes) -> ChartStep {
    let fault = plan.configuration.faults[record.entity]
    let lane: Int? =
      switch fault.kind.place(in: plan.topology) {
      case .targetPort(let port): lanes.port(port)
      case .host(let host): lanes.host(host)
      case .elsewhere: nil
      }
    let begins = record.kind == .faultBegan
    var result = step(at: lane, begins ? "x" : "o", "\(fault.name): \(begins ? fault.kind.beginning : fault.kind.ending)")
    if begins { result.thickens = lane } else { result.thins = lane }
    return result
  }

  private func attemptStep(_ record: TraceRecord, _ next: TraceRecord?, _ lanes: Lanes) -> ChartStep {
    let host = lanes.host(plan.topology.host(ofPath: record.entity))
    let port = lanes.port(plan.topology.port(ofPath: record.entity))
    let name = symbol(record)
    switch record.kind {
    case .sent:
      let isWaiting = isLate(record) && !(next.map { isLate($0) && $0.kind.movesAttempt } ?? false)
      return arrow(host, port, name, isWaiting ? .departs : .whole, sending(record))
    case .enabled:
      return hasWaited(record)
        ? arrow(host, port, name, .arrives, "\(name) arrives and passes the check")
        : step(at: port, "o", "\(name) passes the check")
    case .heldAtPort: return step(at: port, "#", "\(name) is held, \(record.heldAt?.words ?? "")")
    case .releasedByPort: return step(at: port, "o", "the port lets \(name) go on")
    case .applied:
      let isViolation = isLate(record) && record.instant == violation.at
      let effect = isViolation ? "REPLACES \(other == nil ? "the data" : "v")" : "is on the medium"
      return arrow(port, lanes.medium, name, .whole, "\(name) \(effect)")
    case .completed:
      let status = record.status == .good ? "GOOD: \(name) is acknowledged" : "\(name): \(record.status?.name ?? "no status")"
      return arrow(port, host, name, .whole, status)
    case .givenUp: return step(at: host, "x", "host\(plan.topology.host(ofPath: record.entity)) gives up \(name)")
    case .abortRequested: return step(at: port, "x", "\(name) is to be aborted")
    case .orphanSettled: return step(at: port, "x", "\(name): \(record.fate?.name ?? "")")
    default: return ChartStep(words: "\(name): a frame is dropped")
    }
  }

  private func sending(_ record: TraceRecord) -> String {
    let path = letter(ofPath: record.entity)
    if record.version == reader { return "r reads, path \(path)" }
    if record.ordinal > 0 { return "\(symbol(record)): \(symbol(record).first ?? " ") again, on path \(path)" }
    let between = record.version == other && writesBetween > 0 ? ", after \(writesBetween) others" : ""
    return "\(symbol(record)) is written, path \(path)\(between)"
  }

  /// Whether something else happened between the sending of an attempt and its arrival.
  private func hasWaited(_ record: TraceRecord) -> Bool {
    guard let index = records.firstIndex(of: record), index > 0 else { return false }
    return !isLate(records[index - 1])
  }

  private func arrow(
    _ from: Int?, _ to: Int?, _ label: String, _ shape: ChartCanvas.ArrowShape, _ words: String
  ) -> ChartStep {
    guard let from, let to else { return ChartStep(words: words) }
    return ChartStep(mark: .arrow(from: from, to: to, label: label, shape: shape), words: words)
  }

  private func pathStep(_ record: TraceRecord, _ lanes: Lanes) -> ChartStep {
    let (hostIndex, path) = (plan.topology.host(ofPath: record.entity), letter(ofPath: record.entity))
    let host = lanes.host(hostIndex)
    let port = lanes.port(plan.topology.port(ofPath: record.entity))
    // The parts of a method without a name are too wide for the chart; reports say them at their head.
    let method = plan.configuration.barrier
    let barrier = method.isNamed ? " (\(method.name))" : ""
    switch record.kind {
    case .timedOut: return step(at: host, "x", "\(record.subject) on path \(path) times out")
    case .pathFailed: return step(at: host, "x", "path \(path) fails")
    case .barrierRaised: return step(at: nil, " ", "barrier against path \(path)\(barrier) begins")
    case .barrierDone: return step(at: nil, " ", "barrier against path \(path) is done")
    case .sent: return arrow(host, port, "reset", .whole, "\(record.command), path \(path)")
    case .completed: return arrow(port, host, "reset", .whole, "\(record.command): \(record.status?.name ?? "done")")
    default:
      return step(at: port, "o", "\(record.command) of A's key: \(record.status?.name ?? "")")
    }
  }
}

extension TraceRecord {
  /// What timed out.
  fileprivate var subject: String {
    switch command {
    case "": "a command"
    // Only the path checker sends it.
    case Command.testUnitReady.name: "the path checker's TEST UNIT READY"
    default: command
    }
  }
}

extension PortStage {
  var words: String {
    switch self {
    case .ingress: "not looked at"
    case .afterCheck: "checked, without data"
    case .afterData: "checked, with its data"
    case .egress: "done, answer waiting"
    }
  }
}
