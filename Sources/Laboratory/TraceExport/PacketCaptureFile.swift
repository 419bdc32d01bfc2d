import EventEngine
@preconcurrency import Foundation

/// A packet capture on its way into a file, opened before a long run begins so that a mistake shows at once.
///
/// May be shared between threads: the C library locks the stream, and a packet is written in one piece.
public final class PacketCaptureFile: @unchecked Sendable {
  /// The file could not be opened or written.
  public struct Failure: Error, CustomStringConvertible, Sendable {
    public let path: String
    /// What the system says, in words.
    public let reason: String
    public var description: String { "\(path): error: cannot write the file: \(reason)" }
  }

  public let capture: PacketCapture
  private let path: String
  private let handle: UnsafeMutablePointer<FILE>

  /// Creates the file, or empties it, and writes the header. The path `-` is standard output.
  public init(_ path: String, _ capture: PacketCapture, names: [PacketCapture.HostName] = []) throws(Failure) {
    guard let handle = path == "-" ? stdout : fopen(path, "wb") else { throw Self.failure(path) }
    self.path = path == "-" ? "standard output" : path
    self.handle = handle
    self.capture = capture
    try write(capture.header(names: names))
  }

  deinit { if handle != stdout { fclose(handle) } }

  /// Appends one PDU: see `PacketCapture.packet`.
  public func append(
    _ pdu: [UInt8], at instant: Instant, on connection: PacketCapture.Connection, _ direction: PacketCapture.Direction
  ) throws(Failure) {
    try write(capture.packet(pdu, at: instant, on: connection, direction))
  }

  /// Appends a PDU of a run.
  public func append(_ packet: PacketCaptureTranslator.Packet) throws(Failure) {
    try append(packet.pdu.encoded(), at: packet.instant, on: packet.connection, packet.direction)
  }

  /// Hands everything to the system, so that a reader finds whole blocks.
  public func flush() throws(Failure) {
    guard fflush(handle) == 0 else { throw Self.failure(path) }
  }

  private func write(_ bytes: [UInt8]) throws(Failure) {
    guard fwrite(bytes, 1, bytes.count, handle) == bytes.count else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> Failure { Failure(path: path, reason: String(cString: strerror(errno))) }
}
