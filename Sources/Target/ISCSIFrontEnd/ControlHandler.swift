import NIOCore

/// Cuts what arrives at the control socket into lines, and sends an answer to each before it looks at the next.
final class ControlHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let lineLengthMax = 1024

  private let server: TargetServer
  private let socket: ControlSocket
  private var received: [UInt8] = []
  private var isAnswering = false
  /// Nothing follows; the answers are still waited for.
  private var isInputOver = false

  init(server: TargetServer, socket: ControlSocket) { (self.server, self.socket) = (server, socket) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    goOn(context.channel)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(.inputClosed) = event as? ChannelEvent {
      isInputOver = true
      goOn(context.channel)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: Error) { context.close(promise: nil) }

  private func goOn(_ channel: Channel) {
    while !isAnswering, let end = received.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: received[..<end], as: UTF8.self)
      received.removeSubrange(...end)
      isAnswering = true
      socket.answer(line, server) { [self] answer in
        channel.writeAndFlush(channel.allocator.buffer(string: answer + "\n"), promise: nil)
        isAnswering = false
        goOn(channel)
      }
    }
    if isInputOver && !isAnswering || received.count > Self.lineLengthMax { channel.close(promise: nil) }
  }
}
