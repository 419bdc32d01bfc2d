import ConsistencyOracle
import EventEngine
import StorageModel

extension Topology {
  func unit(ofPath path: Int) -> Int { path / nexusCount }
  func nexus(ofPath path: Int) -> Nexus { nexuses[path % nexusCount] }
  func host(ofPath path: Int) -> Int { Int(nexus(ofPath: path).host) }
  func port(ofPath path: Int) -> Int { Int(nexus(ofPath: path).port) }

  /// `lun0 host0.hba1 -> array.controller0.port1`
  func name(ofPath path: Int) -> String { "lun\(unit(ofPath: path)) \(name(ofNexus: path % nexusCount))" }
}

extension TraceRecord {
  /// Whether `entity` is a path: so for everything about an attempt.
  var isAboutPath: Bool {
    switch kind {
    case .sent, .completed, .timedOut, .givenUp, .heldAtPort, .releasedByPort, .enabled, .abortRequested, .applied, .answered,
      .reserveOutPerformed, .orphanSettled, .frameDropped, .pathFailed, .pathAlive, .pathJoined, .barrierRaised, .barrierDone:
      true
    case .issued, .acknowledged, .failed, .portEvicted, .faultBegan, .faultEnded, .takeoverBegan, .takeoverDone, .hostStopped,
      .workloadStopped:
      false
    }
  }
}

extension TraceRecord.Kind {
  /// Whether the attempt is elsewhere afterwards, as opposed to what its host or an aborter thinks of it.
  var movesAttempt: Bool {
    switch self {
    case .sent, .enabled, .heldAtPort, .releasedByPort, .applied, .frameDropped: true
    default: false
    }
  }
}

extension Version {
  /// `host0/1234`: the host and the number of the operation among those of the host, from 1.
  var name: String { "host\(host)/\(sequence)" }
}

/// Text of instants and durations, by integer arithmetic.
enum TimeText {
  /// Seconds with `places` decimals, rounded half up. A run has no instant before zero.
  static func seconds(_ instant: Instant, places: Int = 6) -> String {
    let unit = (places..<9).reduce(Int64(1)) { product, _ in product * 10 }
    let scale = 1_000_000_000 / unit
    let units = (instant.nanoseconds + unit / 2) / unit
    let digits = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: places - digits.count) + digits)"
  }

  /// A length for people, rounded to three digits: `59.9 s`, `1.25 ms`, `90.0 us`, `12 ns`.
  static func words(_ duration: Duration) -> String {
    guard duration.nanoseconds >= 1_000 else { return "\(duration.nanoseconds) ns" }
    let units: [(size: Int64, name: String)] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")]
    for (size, name) in units {
      for places in [2, 1, 0] {
        let step = size / [1, 10, 100][places]
        let steps = (duration.nanoseconds + step / 2) / step
        // Below one of the unit: the next smaller unit. More than three digits: fewer places.
        if places == 2, steps < 100 { break }
        guard steps < 1000 || places == 0 else { continue }
        let digits = String(steps)
        return places == 0 ? "\(digits) \(name)" : "\(digits.dropLast(places)).\(digits.suffix(places)) \(name)"
      }
    }
    return "\(duration.nanoseconds) ns"
  }
}

/// Without spaces at the end.
func trimmed(_ text: String) -> String {
  text.lastIndex { $0 != " " }.map { String(text[...$0]) } ?? ""
}

func padded(_ text: String, to width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
func aligned(_ text: String, to width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
