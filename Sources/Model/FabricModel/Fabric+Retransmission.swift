import EventEngine
import Interconnect

/// A TCP connection, in one direction, that has lost a frame: what is behind that waits for it, in order.
struct BrokenStream: Sendable {
  let source: UInt32
  let destination: UInt32
  /// Frames to be sent again, in the order in which they were sent first.
  var backlog: [FrameID]
  /// RFC 6298: doubles with each attempt that meets no link.
  var timeout = RetransmissionTimer.first
  var attempts = 0
  /// When the next attempt is due.
  var dueAt: Instant
  /// Tells its timers from those of an earlier one.
  let serial: UInt32
}

/// Linux: TCP_RTO_MIN, TCP_RTO_MAX (net/tcp.h), and net.ipv4.tcp_retries2.
enum RetransmissionTimer {
  static let first = Duration.milliseconds(200)
  static let longest = Duration.seconds(120)
  static let attemptsMax = 15
}

/// TCP: what is lost is sent again, until the connection dies. All that was sent behind it is sent again with it (no selective
/// acknowledgement), and a lost frame is noticed by the timer alone (no fast retransmission).
extension Fabric {
  /// A frame is lost with a link or a switch, or by chance. TCP sends it again; else it is gone.
  mutating func lose(_ frame: FrameID, at now: Instant, plan: FabricPlan) {
    guard plan.retransmits else { return drop(frame) }
    framesLost += 1
    queueForRetransmission(frame, at: now)
  }

  /// Whether an arriving frame has to wait for an earlier one of its connection, which was lost.
  mutating func waitsForEarlier(_ frame: FrameID, at now: Instant) -> Bool {
    guard let index = brokenStream(of: frame), let first = brokenStreams[index].backlog.first else { return false }
    guard frames[frame.slot].sequence > frames[first.slot].sequence else { return false }
    queueForRetransmission(frame, at: now)
    return true
  }

  /// Whether a frame that is to be sent has to wait for earlier ones.
  mutating func waitsInSocket(_ frame: FrameID, at now: Instant) -> Bool {
    guard brokenStream(of: frame) != nil else { return false }
    queueForRetransmission(frame, at: now)
    return true
  }

  private func brokenStream(of frame: FrameID) -> Int? {
    let (source, destination) = (frames[frame.slot].source, frames[frame.slot].destination)
    return brokenStreams.firstIndex { $0.source == source && $0.destination == destination }
  }

  private mutating func queueForRetransmission(_ frame: FrameID, at now: Instant) {
    // It is on no link.
    frames[frame.slot].link = .max
    if let index = brokenStream(of: frame) {
      let sequence = frames[frame.slot].sequence
      let place = brokenStreams[index].backlog.firstIndex { frames[$0.slot].sequence > sequence }
      brokenStreams[index].backlog.insert(frame, at: place ?? brokenStreams[index].backlog.endIndex)
      return
    }
    streamsBroken &+= 1
    let stream = BrokenStream(
      source: frames[frame.slot].source, destination: frames[frame.slot].destination, backlog: [frame],
      dueAt: max(now, frames[frame.slot].sentAt + RetransmissionTimer.first), serial: streamsBroken)
    brokenStreams.append(stream)
    emissions.schedule(FabricEvent(retransmissionOn: stream.serial, from: stream.source), at: stream.dueAt)
  }

  mutating func retransmissionDue(_ serial: UInt32, at now: Instant, plan: FabricPlan) {
    guard let index = brokenStreams.firstIndex(where: { $0.serial == serial }) else { return }
    let stream = brokenStreams[index]
    let ways = [
      LinkDirection.fromPort.link(of: Int(stream.source)), LinkDirection.toPort.link(of: Int(stream.destination)),
    ]
    if ways.contains(where: { links[$0].isDisabled }) || stream.attempts >= RetransmissionTimer.attemptsMax {
      brokenStreams.remove(at: index)
      for frame in stream.backlog { drop(frame, wasCounted: true) }
      return
    }
    // A node that stands still sends nothing, and its timers stand too.
    let isFrozen = ports[Int(stream.source)].frozenAt != nil
    guard isFrozen || ways.contains(where: { links[$0].isDown }) else {
      brokenStreams.remove(at: index)
      for frame in stream.backlog {
        frames[frame.slot].sentAt = now
        sendFirstHop(frame, after: .zero, at: now, plan: plan)
      }
      return
    }
    if !isFrozen {
      brokenStreams[index].attempts += 1
      brokenStreams[index].timeout = min(stream.timeout * 2, RetransmissionTimer.longest)
    }
    brokenStreams[index].dueAt = now + brokenStreams[index].timeout
    emissions.schedule(FabricEvent(retransmissionOn: serial, from: stream.source), at: brokenStreams[index].dueAt)
  }

  /// An end closes the connection: what its socket still holds is gone.
  package mutating func closeConnection(from source: Int, to destination: Int) {
    guard let index = brokenStreams.firstIndex(where: { $0.source == source && $0.destination == destination }) else { return }
    let stream = brokenStreams.remove(at: index)
    for frame in stream.backlog { drop(frame, wasCounted: true) }
  }
}
