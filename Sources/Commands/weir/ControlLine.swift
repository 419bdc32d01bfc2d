import EventEngine
import ISCSIFrontEnd
import ModelFiles
import PlainText
import Reports
import StorageModel

/// A line of the control socket: what it asks for, and the line that answers it.
struct ControlLine {
  /// Why a line cannot be carried out, in words for who wrote it.
  struct Refusal: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  private static let forms = [
    "stall": "stall PORT STAGE [TIME]", "release": "release PORT", "cut": "cut PORTAL", "silence": "silence PORTAL",
    "restore": "restore PORTAL", "inspect": "inspect",
  ]
  private static let verbs = ["stall", "release", "cut", "silence", "restore", "inspect"]

  private let words: [String]
  private let target: any TargetControl

  /// Carries out a line; `reply` gets "ok" and what was done, or "error" and what was expected.
  @Sendable static func answer(_ line: String, _ target: any TargetControl, _ reply: @escaping (String) -> Void) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    do throws(Refusal) {
      try ControlLine(words: words, target: target).carryOut(reply)
    } catch {
      reply("error: \(error.text)")
    }
  }

  private func carryOut(_ reply: @escaping (String) -> Void) throws(Refusal) {
    switch words.first {
    case "stall":
      try expect(3...4)
      let (port, stage) = (try port(), try stage())
      let length = words.count > 3 ? try time(words[3]) : nil
      guard target.stall(targetPort: port, at: stage, lasting: length) else {
        throw Refusal("\(words[1]) stalls by command already; expected release \(words[1]) first")
      }
      reply("ok: \(words[1]) stalls at \(stage.rawValue)" + (length.map { " for \(TimeText.words($0))" } ?? ""))
    case "release":
      try expect(2...2)
      guard target.release(targetPort: try port()) else {
        throw Refusal("\(words[1]) does not stall by command; expected a port that does")
      }
      reply("ok: \(words[1]) is released")
    case "cut": try set(.cut, "refuses connections", reply)
    case "silence": try set(.silent, "is silent", reply)
    case "restore": try set(.open, "is open", reply)
    case "inspect":
      try expect(1...1)
      reply("ok: " + inspection)
    default:
      let expected = Self.verbs.dropLast().joined(separator: ", ") + " or \(Self.verbs[Self.verbs.count - 1])"
      throw Refusal("unknown command '\(words.first ?? "")'; expected \(expected)")
    }
  }

  // MARK: Words

  private func expect(_ counts: ClosedRange<Int>) throws(Refusal) {
    guard counts.contains(words.count) else {
      throw Refusal("'\(words.joined(separator: " "))' has \(words.count) words; expected \(Self.forms[words[0]] ?? "")")
    }
  }

  /// `port0`, `portal0`, or the port's name in the model.
  private func port() throws(Refusal) -> Int {
    let (word, names) = (words[1], target.array.portNames)
    let digits = word.hasPrefix("portal") ? word.dropFirst(6) : word.hasPrefix("port") ? word.dropFirst(4) : ""
    if let index = names.firstIndex(of: word) ?? Int(digits), names.indices.contains(index) { return index }
    throw Refusal("there is no '\(word)'; expected port0 to port\(names.count - 1) (portal0 to portal\(names.count - 1))")
  }

  private func stage() throws(Refusal) -> PortStage {
    if let stage = PortStage(rawValue: words[2]) { return stage }
    throw Refusal("unknown stage '\(words[2])'; expected ingress, after_check, after_data or egress")
  }

  private func time(_ word: String) throws(Refusal) -> EventEngine.Duration {
    if let time = DurationText.duration(word) { return time }
    throw Refusal("'\(word)' is no time; expected \(DurationText.expectation)")
  }

  private func set(_ state: PortalState, _ done: String, _ reply: @escaping (String) -> Void) throws(Refusal) {
    try expect(2...2)
    let word = words[1]
    target.set(portal: try port(), to: state) { failure in
      reply(failure.map { "error: \(word) cannot listen: \($0)" } ?? "ok: \(word) \(done)")
    }
  }

  // MARK: How things stand

  private var inspection: String {
    let array = target.array
    let ports = array.portNames.indices.map { port in
      var words = ["port\(port) " + (array.stage(ofStalledPort: port).map { "stalls at \($0.rawValue)" } ?? "works")]
      if array.refusesSessions(targetPort: port) { words.append("evicted") }
      switch target.state(ofPortal: port) {
      case .open: break
      case .cut: words.append("cut")
      case .silent: words.append("silent")
      }
      let sessions = target.sessions(ofPortal: port)
      words.append(sessions.isEmpty ? "no session" : "sessions \(sessions.joined(separator: " "))")
      return words.joined(separator: ", ")
    }
    return (["at \(TimeText.seconds(array.now - .zero))"] + ports + [LiveReport(array).summary]).joined(separator: "; ")
  }
}
