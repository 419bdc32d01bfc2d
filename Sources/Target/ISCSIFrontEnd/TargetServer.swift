import EventEngine
import ISCSIWire
import NIOCore
import StorageModel

/// Sockets and the clock around a target node. Lives on one event loop.
final class TargetServer {
  /// A socket, the portal that it came to, and what waits while that is silent.
  struct Connection {
    /// nil: closed by the other end.
    var channel: Channel?
    let portal: Int
    var held: HeldTraffic?
  }

  /// By target port; those that listen so far.
  var portals: [Portal] = []
  var connections: [ConnectionID: Connection] = [:]
  /// Listens for a portal that had stopped to.
  var listen: ((_ portal: Int, _ tcpPort: UInt16) -> EventLoopFuture<Channel>)?
  var controlListener: Channel?
  private var node: TargetNode
  private let loop: EventLoop
  private var isStarted = false
  /// The instant zero of the array.
  private var origin = NIODeadline.now()
  private var timer: Scheduled<Void>?
  private var timerInstant: Instant?
  private var isStopped = false

  init(node: TargetNode, loop: EventLoop) { (self.node, self.loop) = (node, loop) }

  /// How long an initiator may take to close a connection that the target has closed: to close it at once could lose what was
  /// sent last, because bytes that were not read reset the connection.
  private static let lingerTime = TimeAmount.seconds(2)

  func start(listen: @escaping (_ portal: Int, _ tcpPort: UInt16) -> EventLoopFuture<Channel>) {
    self.listen = listen
    isStarted = true
    origin = .now()
    process { _ in }
  }

  // MARK: Time

  private var now: Instant { Instant(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

  /// Lets the node see something, at the array's present; then sends what it has to say.
  func process<Result>(_ body: (inout TargetNode) -> Result) -> Result {
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
    guard connections.count < node.configuration.connectionsMax, isStarted else {
      node.log.warning("connection refused: \(connections.count) are open")
      channel.close(promise: nil)
      return nil
    }
    let peer = channel.remoteAddress?.description ?? "an unknown address"
    let addresses = addresses(asSeenBy: channel)
    let id = process { $0.connected(port: port, peer: peer, addresses: addresses) }
    connections[id] = Connection(channel: channel, portal: port)
    return id
  }

  /// What SendTargets tells: the address that the initiator has come to will do for the other ports, unless one is given.
  private func addresses(asSeenBy channel: Channel) -> [TargetAddress] {
    let advertised = node.configuration.advertised
    let host = advertised?.host ?? channel.localAddress?.ipAddress ?? node.configuration.host
    return portals.enumerated().map { index, portal in
      let tcpPort = advertised?.basePort.map { $0 + UInt16(index) } ?? portal.tcpPort
      return TargetAddress(host: host, port: tcpPort, portalGroupTag: UInt16(index + 1))
    }
  }

  func received(_ bytes: some Sequence<UInt8>, from id: ConnectionID) {
    guard !isSilent(id) else { return hold(id) { $0.received.append(Array(bytes)) } }
    process { $0.received(bytes, from: id) }
  }

  func idle(_ id: ConnectionID) { process { $0.idle(id) } }

  func disconnected(_ id: ConnectionID) {
    guard !isSilent(id) else {
      connections[id]?.channel = nil
      hold(id) { $0.isGone = true }
      // No word of it gets through; the target finds out as it does of any initiator that is silent.
      let patience = TimeAmount.nanoseconds(2 * node.configuration.idleTime.nanoseconds)
      loop.assumeIsolated().scheduleTask(in: patience) { [self] in
        if connections[id] != nil { forget(id) }
      }
      return
    }
    forget(id)
  }

  func forget(_ id: ConnectionID) {
    connections[id] = nil
    process { $0.lost(id) }
  }

  private func hold(_ id: ConnectionID, _ change: (inout HeldTraffic) -> Void) {
    var held = connections[id]?.held ?? HeldTraffic()
    change(&held)
    connections[id]?.held = held
  }

  func carryOut(_ effects: [TargetNode.Effect]) {
    for effect in effects {
      guard !isSilent(effect.connection) else {
        hold(effect.connection) { $0.effects.append(effect) }
        continue
      }
      switch effect {
      case .send(let id, let bytes):
        guard let channel = connections[id]?.channel else { continue }
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
      case .close(let id):
        guard let channel = connections.removeValue(forKey: id)?.channel else { continue }
        channel.close(mode: .output, promise: nil)
        loop.scheduleTask(in: Self.lingerTime) { channel.close(promise: nil) }
      }
    }
  }

  /// Ends everything. `ends` say when each connection is gone.
  func stop() -> (array: LiveArray, ends: [EventLoopFuture<Void>]) {
    listen = nil
    for portal in portals.indices where portals[portal].state == .silent { set(portal: portal, to: .open) { _ in } }
    let listeners = portals.compactMap(\.listener) + [controlListener].compactMap { $0 }
    let ends = (listeners + connections.values.compactMap(\.channel)).map(\.closeFuture)
    for listener in listeners { listener.close(promise: nil) }
    process { $0.stop() }
    isStopped = true
    timer?.cancel()
    for disk in node.server.disks { disk.media.close() }
    return (node.array, ends)
  }
}
