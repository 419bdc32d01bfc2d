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

  /// A length for people, to about three digits: `59.9 s`, `1.25 ms`, `90 us`.
  static func words(_ duration: Duration) -> String {
    let units: [(Int64, String)] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")]
    for (size, name) in units where duration.nanoseconds.magnitude >= size {
      let whole = duration.nanoseconds / size
      let places = whole.magnitude >= 100 ? 0 : whole.magnitude >= 10 ? 1 : 2
      if places == 0 || duration.nanoseconds % size == 0 { return "\(whole) \(name)" }
      let tenth: Int64 = places == 1 ? 10 : 100
      let digits = String(duration.nanoseconds.magnitude % UInt64(size) * UInt64(tenth) / UInt64(size))
      return "\(whole).\(String(repeating: "0", count: places - digits.count) + digits) \(name)"
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
