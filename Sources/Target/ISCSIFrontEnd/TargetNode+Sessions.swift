import ISCSIWire
import Reservations
import SCSIWire

/// Sessions begin, and one takes the place of another.
extension TargetNode {
  /// The login phase of a new connection to the target port with this index.
  func negotiation(port: Int) -> LoginNegotiation {
    var policy = LoginPolicy(targetName: configuration.targetName, portalGroupTag: UInt16(port + 1))
    policy.chap = configuration.chap
    policy.mutualCHAP = configuration.mutualCHAP
    let random = ChallengeHandshake.unpredictableBytes(17)
    return LoginNegotiation(
      policy, challenge: CHAPChallenge(identifier: random[0], octets: Array(random[1...])), digest: ChallengeHandshake.digest)
  }

  /// A login is over.
  mutating func loggedIn(_ id: ConnectionID) {
    guard let connection = sessions[id]?.connection else { return }
    let (parameters, port) = (connection.parameters, connection.setting.port)
    let initiator = parameters.initiatorPort
    guard parameters.sessionType == .normal else { return note(id, "\(initiator) discovers", at: .info) }
    // The same initiator port has given its old session up (RFC 7143 6.3.5).
    for (other, session) in sessions.sorted(by: { $0.key < $1.key })
    where other != id && session.nexus != nil && session.connection.setting.port == port
      && session.connection.parameters.initiatorPort == initiator
    {
      end(other, ProtocolViolation("reinstated by connection \(id)"))
    }
    sessions[id]?.nexus = array.openNexus(.iSCSI(name: initiator.name, isid: initiator.isid.rawValue), targetPort: port)
    note(id, "\(initiator) logged in to port \(port + 1)", at: .info)
  }

  /// The array has evicted a target port, and knows nothing of its sessions any more.
  mutating func sessionsEnded(port: Int) {
    for id in sessions.keys.sorted() where sessions[id]?.connection.setting.port == port {
      sessions[id]?.nexus = nil
      end(id, ProtocolViolation("the array has evicted port \(port + 1)"))
    }
  }

  /// Gives the units what was stored before they power on.
  mutating func restore() throws(ReservationStore.Failure) {
    guard let store = configuration.reservationStore else { return }
    for unit in images.indices {
      images[unit] = try store.load(unit: unit)
      if !array.restore(images[unit], unit: unit) { log.error("logical unit \(unit): what was stored is not of this array") }
    }
  }

  /// Stores what APTPL keeps, if it changed, before a PERSISTENT RESERVE OUT is answered GOOD; false if that failed.
  mutating func save(_ unit: Int) -> Bool {
    guard let store = configuration.reservationStore else { return true }
    let image = array.persistentImage(unit: unit)
    guard image != images[unit] else { return true }
    do throws(ReservationStore.Failure) {
      try store.save(image, unit: unit)
      images[unit] = image
      return true
    } catch {
      log.error("\(error)")
      return false
    }
  }
}
