import ConsistencyOracle
import EventEngine
import PlainText
import StorageModel

/// A violation as a sequence chart in text: who sent what where, what waited, what the barrier did; then the same in sentences.
///
/// One line a step, a blank time column where the instant is that of the line above. The last column but one is the time since
/// the instant before. About 120 columns wide.
public struct SequenceChart: Sendable {
  /// What w and v are, and which paths the letters stand for.
  public let legend: [String]
  /// Header and steps.
  public let steps: [String]
  /// What waited where, what the barrier did, what was overwritten.
  public let sentences: [String]

  /// - Parameter trace: of the same run, from its begin at least to the violation.
  public init(of violation: Violation, trace: [TraceRecord], plan: Plan) {
    let story = Story(of: violation, in: trace, plan: plan)
    legend = story.legend
    steps = Self.draw(story)
    sentences = story.sentences
  }

  /// Everything, blocks separated by empty lines.
  public var lines: [String] { legend + [""] + steps + [""] + sentences }

  private static func draw(_ story: Story) -> [String] {
    let lanes = Lanes(of: story)
    var canvas = ChartCanvas(laneCount: lanes.count)
    let margin = String(repeating: " ", count: timeWidth + 2)
    var lines = lanes.names.map { (margin + canvas.header($0)).trimmed }
    var last: Instant?
    for (index, record) in story.records.enumerated() {
      guard let step = story.step(index, lanes) else { continue }
      let isNew = record.instant != last
      let time = isNew ? TimeText.seconds(record.instant).aligned(to: timeWidth) : "".aligned(to: timeWidth)
      let delta = isNew ? last.map { "+" + TimeText.words(record.instant - $0) } ?? "" : ""
      lines.append("\(time)  \(canvas.line(step.mark)) \(delta.aligned(to: 8))  \(step.words)")
      last = record.instant
      if let lane = step.thickens { canvas.isThick[lane] = true }
      if let lane = step.thins { canvas.isThick[lane] = false }
    }
    return lines
  }

  private static let timeWidth = 12
}

/// Who has a lifeline: hosts, the target port of the late write, other target ports together, the medium.
struct Lanes {
  private let hosts: [Int]
  private let latePort: Int?
  private let otherPorts: [Int]
  let names: [[String]]

  init(of story: Story) {
    let topology = story.plan.topology
    var hosts = [story.lateHost]
    var others: [Int] = []
    for path in story.paths {
      let (host, port) = (topology.host(ofPath: path), topology.port(ofPath: path))
      if !hosts.contains(host) { hosts.append(host) }
      if port != story.latePort, !others.contains(port) { others.append(port) }
    }
    self.hosts = hosts
    latePort = story.latePort
    otherPorts = others
    func name(_ port: Int) -> [String] {
      ["controller\(port / topology.portsPerController)", "port\(port % topology.portsPerController)"]
    }
    let ports = (latePort.map { [name($0)] } ?? []) + (others.count > 1 ? [["other", "ports"]] : others.map(name))
    let lanes =
      hosts.map { ["host\($0)", ""] } + ports + [["lun\(story.violation.unit)", "block \(story.violation.blocks.lowerBound)"]]
    names = [0, 1].map { line in lanes.map { $0[line] } }
  }

  var count: Int { names[0].count }
  var medium: Int { count - 1 }
  func host(_ host: Int) -> Int? { hosts.firstIndex(of: host) }
  func port(_ port: Int) -> Int? {
    if port == latePort { return hosts.count }
    return otherPorts.contains(port) ? hosts.count + (latePort == nil ? 0 : 1) : nil
  }
}
