import Glibc
import ISCSIWire
import NIOCore
import NIOPosix
import StorageModel

/// An address that cannot be listened on.
public struct ListenFailure: Error, CustomStringConvertible {
  public var host: String
  /// nil: `host` is the path of a Unix socket.
  public var port: Int?
  public var reason: String

  /// `127.0.0.1:3260: error: cannot listen: Address already in use`
  public var description: String {
    guard let port else { return "\(host): error: cannot listen: \(reason)" }
    return "\(host.contains(":") ? "[\(host)]" : host):\(port): error: cannot listen: \(reason)"
  }
}

/// The array of a model as an iSCSI target node (RFC 7143): every target port of the array is a target portal group on a TCP port
/// of its own, and every I_T nexus of the array is a session.
///
/// Everything runs on one event loop. The array's time follows its clock from `start` on, here and nowhere else.
public final class ISCSITarget: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let loop: EventLoop
  private let server: NIOLoopBoundBox<TargetServer>
  private let configuration: Configuration
  private let portCount: Int

  /// A target that does not listen yet. `array` has as many logical units as the configuration has disks.
  ///
  /// - Throws: `ReservationStore.Failure` when what was stored cannot be read.
  public init(array: LiveArray, configuration: Configuration) throws {
    precondition(array.unitCount == configuration.disks.count, "disks and logical units differ in number")
    self.configuration = configuration
    portCount = array.portNames.count
    let loop = group.next()
    self.loop = loop
    var node = TargetNode(array: array, configuration: configuration)
    try node.restore()
    server = NIOLoopBoundBox.makeBoxSendingValue(TargetServer(node: node, loop: loop), eventLoop: loop)
  }

  /// Begins to listen, on all target ports or on none.
  ///
  /// - Returns: the address of each target port, by its index.
  /// - Throws: `ListenFailure` when an address is in use or not this host's.
  public func start() async throws -> [SocketAddress] {
    var addresses: [SocketAddress] = []
    for port in 0..<portCount {
      let tcpPort = configuration.basePort == 0 ? 0 : configuration.basePort + port
      let channel: Channel
      do {
        channel = try await bootstrap(port).bind(host: configuration.host, port: tcpPort).get()
      } catch {
        let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "there is no such host"
        throw ListenFailure(host: configuration.host, port: tcpPort, reason: reason)
      }
      guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
      addresses.append(address)
      let portal = Portal(listener: channel, tcpPort: UInt16(address.port ?? 0))
      try await loop.submit { [server] in server.value.portals.append(portal) }.get()
    }
    if let control = configuration.control { try await listen(to: control) }
    try await loop.submit { [self] in
      server.value.start { [self] port, tcpPort in
        bootstrap(port).bind(host: configuration.host, port: Int(tcpPort))
      }
    }.get()
    return addresses
  }

  private func listen(to control: ControlSocket) async throws {
    // Who pipes a command in has closed that end before the answer is there.
    let bootstrap = ServerBootstrap(group: loop).childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [server] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ControlHandler(server: server.value, socket: control))
        }
      }
    do {
      let channel = try await bootstrap.bind(unixDomainSocketPath: control.path, cleanupExistingSocketFile: true).get()
      try await loop.submit { [server] in server.value.controlListener = channel }.get()
    } catch {
      let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
      throw ListenFailure(host: control.path, port: nil, reason: reason)
    }
  }

  /// Ends all sessions, tells initiators so, and gives up sockets and media. Nothing may be asked afterwards.
  ///
  /// - Returns: the array as it was then: its counters, its oracle.
  @discardableResult public func stop() async throws -> LiveArray {
    let (array, ends) = try await loop.submit { [server] in server.value.stop() }.get()
    for end in ends { try await end.get() }
    try await group.shutdownGracefully()
    return array
  }

  private func bootstrap(_ port: Int) -> ServerBootstrap {
    let idleTime = TimeAmount.nanoseconds(configuration.idleTime.nanoseconds)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [server] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(readTimeout: idleTime), ConnectionHandler(server: server.value, port: port),
          ])
        }
      }
  }
}
