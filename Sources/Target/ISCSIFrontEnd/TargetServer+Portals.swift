import EventEngine
import Glibc
import NIOCore
import StorageModel

/// Portals that are cut off, fall silent and come back while the target serves.
extension TargetServer {
  func isSilent(_ id: ConnectionID) -> Bool {
    connections[id].map { portals[$0.portal].state == .silent } ?? false
  }

  private func connections(of portal: Int) -> [ConnectionID] {
    connections.filter { $0.value.portal == portal }.keys.sorted()
  }

  func set(portal: Int, to state: PortalState, done: @escaping (String?) -> Void) {
    guard portals[portal].state != state else { return done(nil) }
    portals[portal].state = state
    switch state {
    case .silent: openListener(of: portal, done)
    case .cut: cut(portal, done)
    case .open:
      for id in connections(of: portal) { deliverHeld(id) }
      openListener(of: portal, done)
    }
  }

  private func openListener(of portal: Int, _ done: @escaping (String?) -> Void) {
    guard portals[portal].listener == nil, let listen else { return done(nil) }
    let opening = listen(portal, portals[portal].tcpPort)
    opening.assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(let channel):
        portals[portal].listener = channel
        done(nil)
      case .failure(let error):
        portals[portal].state = .cut
        done("\(error)")
      }
    }
  }

  private func cut(_ portal: Int, _ done: @escaping (String?) -> Void) {
    for id in connections(of: portal) {
      connections[id]?.held = nil
      guard let channel = connections[id]?.channel else {
        forget(id)
        continue
      }
      // Without a linger time the kernel resets the connection instead of closing it.
      let reset = (channel as? SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      reset?.assumeIsolated().whenFailure { _ in }
      channel.close(promise: nil)
    }
    guard let listener = portals[portal].listener else { return done(nil) }
    portals[portal].listener = nil
    listener.closeFuture.assumeIsolated().whenComplete { _ in done(nil) }
    listener.close(promise: nil)
  }

  /// What had waited on both sides goes on, and what happened meanwhile is noticed.
  private func deliverHeld(_ id: ConnectionID) {
    guard let held = connections[id]?.held else { return }
    connections[id]?.held = nil
    carryOut(held.effects)
    for bytes in held.received { received(bytes, from: id) }
    if held.isGone { disconnected(id) }
  }
}

extension TargetServer: TargetControl {
  var array: LiveArray { process { $0.array } }

  func state(ofPortal portal: Int) -> PortalState { portals[portal].state }

  func sessions(ofPortal portal: Int) -> [String] {
    process { node in
      node.sessions.sorted { $0.key < $1.key }.map(\.value)
        .filter { $0.nexus != nil && $0.connection.setting.port == portal }.map { $0.connection.parameters.initiatorPort.name }
    }
  }

  func stall(targetPort port: Int, at stage: PortStage, lasting length: Duration?) -> Bool {
    process { $0.array.stall(targetPort: port, at: stage, lasting: length) }
  }

  func release(targetPort port: Int) -> Bool { process { $0.array.release(targetPort: port) } }
}
