import CMessageDigest
import Glibc

/// What CHAP needs from outside the protocol (RFC 1994; RFC 7143 12.1.3): a digest and bytes nobody can guess.
enum ChallengeHandshake {
  /// MD5, the one algorithm that every iSCSI implementation has (CHAP_A=5).
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var context = MD5_CTX()
    var digest = [UInt8](repeating: 0, count: 16)
    MD5Init(&context)
    MD5Update(&context, bytes, bytes.count)
    MD5Final(&digest, &context)
    return digest
  }

  /// At most 256 bytes from the operating system: a challenge that repeats could be answered by who only listened.
  static func unpredictableBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(getentropy(&bytes, count) == 0, "the operating system has no entropy to give")
    return bytes
  }
}
