import BlockDevice
import EventEngine
import ISCSIWire
import Logging
import StorageModel
import Testing

@testable import ISCSIFrontEnd

/// A target without sockets: what initiators send goes in, time passes only when it is asked to.
final class Rig {
  static let targetName = "iqn.2026-11.org.example.weir:rig"
  static let blockLength = 512

  private(set) var node: TargetNode
  private var now = Instant.zero
  private var lines: [ConnectionID: Line] = [:]

  /// The target's end of a connection.
  private struct Line {
    var decoder = PDUDecoder(dataLengthMax: PDU.dataLengthMax)
    var isClosed = false
  }

  init(units: Int = 2, ports: Int = 2, _ change: (inout ISCSITarget.Configuration) -> Void = { _ in }) throws {
    var configuration = Self.configuration(units: units, ports: ports)
    change(&configuration)
    node = TargetNode(array: try liveArray(units: units, ports: ports), configuration: configuration)
    try node.restore()
  }

  static func configuration(units: Int, ports: Int) -> ISCSITarget.Configuration {
    let array = DiskArray(
      name: targetName, serial: ArraySerial(1),
      ports: (1...UInt16(ports)).map { TargetPortIdentity(relativeIdentifier: $0, name: "\(targetName),t,0x000\($0)") },
      unitCount: units)
    let disks = (0..<units).map { LogicalDisk(array: array, unit: $0, media: Media(blockCount: 4096), taskAbortedStatus: true) }
    let logger = Logger(label: "rig", factory: { _ in SwiftLogNoOpLogHandler() })
    return ISCSITarget.Configuration(targetName: targetName, disks: disks, logger: logger)
  }

  /// A new connection to a target port.
  func connect(port: Int = 0) -> ConnectionID {
    let addresses = [
      TargetAddress(host: "192.0.2.1", port: 3260, portalGroupTag: 1),
      TargetAddress(host: "192.0.2.1", port: 3261, portalGroupTag: 2),
    ]
    let id = node.connected(port: port, peer: "test", addresses: addresses)
    lines[id] = Line()
    return id
  }

  /// Bytes arrive; the array does all that it can do without more of them.
  func send(_ bytes: [UInt8], on id: ConnectionID) {
    node.received(bytes, from: id)
    settle()
  }

  func idle(_ id: ConnectionID) {
    node.idle(id)
    collect()
  }

  func disconnect(_ id: ConnectionID) {
    node.disconnected(id)
    settle()
  }

  func stop() {
    node.stop()
    settle()
  }

  /// The target port does not move what reaches the stage, until it is released.
  func stall(port: Int, at stage: PortStage) {
    let isNew = node.array.stall(targetPort: port, at: stage)
    #expect(isNew)
    settle()
  }

  func release(port: Int) {
    let wasAsked = node.array.release(targetPort: port)
    #expect(wasAsked)
    settle()
  }

  /// Lets time pass as long as something comes of it.
  private func settle() {
    node.advance(to: now)
    while let next = node.nextEvent {
      now = max(now, next)
      node.advance(to: now)
    }
    collect()
  }

  private func collect() {
    for effect in node.takeEffects() {
      switch effect {
      case .send(let id, let bytes): lines[id]?.decoder.receive(bytes)
      case .close(let id): lines[id]?.isClosed = true
      }
    }
  }

  /// The next PDU that the target sent.
  func receive(on id: ConnectionID, digests: Digests) throws -> PDU? {
    lines[id]?.decoder.digests = digests
    return try lines[id]?.decoder.next()
  }

  /// The target has closed the connection.
  func isClosed(_ id: ConnectionID) -> Bool { lines[id]?.isClosed ?? false }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the inputs of a property test follow from its seed.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func word() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(word() % UInt64(bound)) }
  mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: word()) } }
}
