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
