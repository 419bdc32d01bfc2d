import NIOCore

/// A target port's end of the network.
struct Portal {
  /// nil while it refuses connections.
  var listener: Channel?
  var tcpPort: UInt16
  var state = PortalState.open
}

/// What waits at a silent portal for one of its connections.
struct HeldTraffic {
  var received: [[UInt8]] = []
  var effects: [TargetNode.Effect] = []
  /// The other end has closed the connection; the target cannot know.
  var isGone = false
}
