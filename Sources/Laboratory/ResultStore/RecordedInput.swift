import CMessageDigest
import Foundation

/// A file that runs depend on, known by the SHA-256 of its bytes, as `sha256sum` prints it.
///
/// libmd computes it: a well-kept library that costs no build time, where swift-crypto adds over a minute to each clean build.
public struct RecordedInput: Equatable, Sendable, Codable {
  /// The path as the experiment names it, so that a moved folder is still the same experiment.
  public var name: String
  /// 64 lower-case hex digits.
  public var sha256: String

  public init(name: String, bytes: [UInt8]) {
    var text = emptyText
    SHA256Data(bytes, bytes.count, &text)
    self.init(name: name, terminated: text)
  }

  /// Hashes the file at `path`. Throws `StoreError.io` when it cannot be read.
  public init(name: String, path: String) throws(StoreError) {
    var text = emptyText
    guard SHA256File(path, &text) != nil else { throw .io(path: path, reason: String(cString: strerror(errno))) }
    self.init(name: name, terminated: text)
  }

  private init(name: String, terminated: [CChar]) {
    self.init(name: name, sha256: String(decoding: terminated.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}

/// Room for the hex digits and the final zero that libmd writes.
private var emptyText: [CChar] { [CChar](repeating: 0, count: 2 * Int(SHA256_DIGEST_LENGTH) + 1) }
