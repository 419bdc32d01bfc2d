import ISCSIWire
import NIOCore

/// Carries a connection's bytes between its socket and the target.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let server: TargetServer
  private let port: Int
  private var id: ConnectionID?

  init(server: TargetServer, port: Int) { (self.server, self.port) = (server, port) }

  func channelActive(context: ChannelHandlerContext) {
    id = server.connected(context.channel, port: port)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let id else { return }
    server.received(unwrapInboundIn(data).readableBytesView, from: id)
  }

  /// An initiator that does not take its answers is not asked for more requests.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    context.channel.setOption(.autoRead, value: context.channel.isWritable).assumeIsolated().whenFailure { _ in }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(.read) = event as? IdleStateHandler.IdleStateEvent, let id { server.idle(id) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let id { server.disconnected(id) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: Error) {
    context.close(promise: nil)
  }
}
