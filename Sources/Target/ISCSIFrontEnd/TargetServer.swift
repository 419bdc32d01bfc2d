import EventEngine
import ISCSIWire
import NIOCore
import StorageModel

/// Sockets and the clock around a target node. Lives on one event loop.
final class TargetServer {
  var listeners: [Channel] = []
  private var node: TargetNode
  private let loop: EventLoop
  private var channels: [ConnectionID: Channel] = [:]
  /// Of each target port.
  private var tcpPorts: [UInt16] = []
  /// The instant zero of the array.
  private var origin = NIODeadline.now()
  private var timer: Scheduled<Void>?
  private var timerInstant: Instant?
  private var isStopped = false

  init(node: TargetNode, loop: EventLoop) { (self.node, self.loop) = (node, loop) }

  /// How long an initiator may take to close a connection that the target has closed: to close it at once could lose what was
  /// sent last, because bytes that were not read reset the connection.
  private static let lingerTime = TimeAmount.seconds(2)

  func start(tcpPorts: [UInt16]) {
    self.tcpPorts = tcpPorts
    origin = .now()
    process { _ in }
  }

  // MARK: Time

  private var now: Instant { Instant(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

  /// Lets the node see something, at the array's present; then sends what it has to say.
  private func process<Result>(_ body: (inout TargetNode) -> Result) -> Result {
    // The media of a target that has stopped are no longer its own.
    guard !isStopped else { return body(&node) }
    node.advance(to: now)
    let result = body(&node)
    node.advance(to: now)
    carryOut(node.takeEffects())
    setTimer()
    return result
  }

  /// The longest that a timer runs: instants far off would overflow the loop's clock.
  private static let timerTimeMax = Duration.seconds(3600)

  private func setTimer() {
    guard node.nextEvent != timerInstant else { return }
    timer?.cancel()
    timerInstant = node.nextEvent
    timer = timerInstant.map { instant in
      let delay = min(instant - now, Self.timerTimeMax)
      return loop.assumeIsolated().scheduleTask(in: .nanoseconds(max(delay.nanoseconds, 0))) { [self] in
        timerInstant = nil
        process { _ in }
      }
    }
  }

  // MARK: Connections

  func connected(_ channel: Channel, port: Int) -> ConnectionID? {
    guard channels.count < node.configuration.connectionsMax, !tcpPorts.isEmpty else {
      node.log.warning("connection refused: \(channels.count) are open")
      channel.close(promise: nil)
      return nil
    }
    let host = channel.localAddress?.ipAddress ?? node.configuration.host
    let addresses = tcpPorts.enumerated().map { index, tcpPort in
      TargetAddress(host: host, port: tcpPort, portalGroupTag: UInt16(index + 1))
    }
    let peer = channel.remoteAddress?.description ?? "an unknown address"
    let id = process { $0.connected(port: port, peer: peer, addresses: addresses) }
    channels[id] = channel
    return id
  }

  func received(_ bytes: some Sequence<UInt8>, from id: ConnectionID) { process { $0.received(bytes, from: id) } }

  func idle(_ id: ConnectionID) { process { $0.idle(id) } }

  func disconnected(_ id: ConnectionID) {
    channels[id] = nil
    process { $0.lost(id) }
  }

  private func carryOut(_ effects: [TargetNode.Effect]) {
    for effect in effects {
      switch effect {
      case .send(let id, let bytes):
        guard let channel = channels[id] else { continue }
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
      case .close(let id):
        guard let channel = channels.removeValue(forKey: id) else { continue }
        channel.close(mode: .output, promise: nil)
        loop.scheduleTask(in: Self.lingerTime) { channel.close(promise: nil) }
      }
    }
  }

  /// Ends everything. `ends` say when each connection is gone.
  func stop() -> (array: LiveArray, ends: [EventLoopFuture<Void>]) {
    let ends = (listeners + channels.values).map(\.closeFuture)
    for listener in listeners { listener.close(promise: nil) }
    process { $0.stop() }
    isStopped = true
    timer?.cancel()
    for disk in node.server.disks { disk.media.close() }
    return (node.array, ends)
  }
}
