import Foundation

/// Held by the one process that writes to a store; the kernel drops it when the process ends, however it ends.
///
/// SQLite would keep two writers apart, but each would take the other's live runs for interrupted ones.
final class WriterLock: Sendable {
  private let descriptor: Int32

  init(directory: String) throws(StoreError) {
    descriptor = Foundation.open(directory + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .io(path: directory, reason: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let held = errno == EWOULDBLOCK
      let reason = String(cString: strerror(errno))
      Foundation.close(descriptor)
      throw held ? .inUse(path: directory) : .io(path: directory, reason: reason)
    }
  }

  deinit { Foundation.close(descriptor) }
}
