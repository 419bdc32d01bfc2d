import CMessageDigest
import Glibc
import ISCSIWire

/// What CHAP needs from outside the protocol (RFC 1994; RFC 7143 12.1.3): a digest and bytes nobody can guess.
enum ChallengeHandshake {
  static func digest(_ algorithm: CHAPAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
    switch algorithm {
    case .md5: md5(bytes)
    case .sha256: sha256(bytes)
    }
  }

  /// The one algorithm that every iSCSI implementation has.
  private static func md5(_ bytes: [UInt8]) -> [UInt8] {
    var context = MD5_CTX()
    var digest = [UInt8](repeating: 0, count: 16)
    MD5Init(&context)
    MD5Update(&context, bytes, bytes.count)
    MD5Final(&digest, &context)
    return digest
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var context = SHA2_CTX()
    var digest = [UInt8](repeating: 0, count: 32)
    SHA256Init(&context)
    SHA256Update(&context, bytes, bytes.count)
    SHA256Final(&digest, &context)
    return digest
  }

  /// At most 256 bytes from the operating system: a challenge that repeats could be answered by who only listened.
  static func unpredictableBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(getentropy(&bytes, count) == 0, "the operating system has no entropy to give")
    return bytes
  }
}
