import Glibc
import SCSIWire

/// An operation on the media that the operating system refused.
public struct MediaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked of the operating system.
  public enum Operation: String, Sendable {
    case open, read, write, deallocate, synchronize
  }

  public var operation: Operation
  /// `errno` of the system call.
  public var code: Int32

  init(_ operation: Operation, code: Int32 = errno) {
    self.operation = operation
    self.code = code
  }

  /// What the device server answers a command with that met the error.
  public var sense: Sense {
    switch (operation, code) {
    case (.read, _): Sense(key: 0x3, code: 0x11, qualifier: 0x00)  // UNRECOVERED READ ERROR
    // Thin provisioning: the file system has no room for another block (SBC-3 4.7.3.6).
    case (_, ENOSPC), (_, EDQUOT): Sense(key: 0x7, code: 0x27, qualifier: 0x07)  // SPACE ALLOCATION FAILED WRITE PROTECT
    default: Sense(key: 0x3, code: 0x0C, qualifier: 0x00)  // WRITE ERROR
    }
  }

  public var description: String { "media: \(operation.rawValue): \(String(cString: strerror(code)))" }
}
