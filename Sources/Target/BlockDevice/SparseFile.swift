import CFileHoles
import Glibc

/// A file of fixed size whose holes read as zeros. The descriptor is the value's owner's to close.
struct SparseFile: Sendable {
  private let descriptor: Int32
  private let byteCount: Int

  /// Opens or makes the file and locks it for this process.
  init(path: String, byteCount: Int) throws(MediaError) {
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    self.byteCount = byteCount
    guard descriptor >= 0 else { throw MediaError(.open) }
    do throws(MediaError) {
      try prepare()
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
  }

  private func prepare() throws(MediaError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw MediaError(.open) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MediaError(.open) }
    guard status.st_size != byteCount else { return }
    // Another size means other data: to cut it off or to go on behind it would be no service.
    guard status.st_size == 0 else { throw MediaError(.open, code: EINVAL) }
    guard ftruncate(descriptor, byteCount) == 0 else { throw MediaError(.open) }
  }

  func close() { _ = Glibc.close(descriptor) }

  /// The parts that are not holes, as far as the file system tells them apart.
  func dataExtents() throws(MediaError) -> [Range<Int>] {
    var extents: [Range<Int>] = []
    var offset: Int = 0
    while offset < byteCount {
      let start = lseek(descriptor, offset, SEEK_DATA)
      if start < 0 && errno == ENXIO { break }  // a hole up to the end
      let end = start < 0 ? -1 : lseek(descriptor, start, SEEK_HOLE)
      guard end > start else { throw MediaError(.open) }
      extents.append(Int(start)..<Int(end))
      offset = Int(end)
    }
    return extents
  }

  func read(_ bytes: Range<Int>) throws(MediaError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: bytes.count)
    var done = 0
    while done < bytes.count {
      let count = result.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress! + done, buffer.count - done, bytes.lowerBound + done)
      }
      if count < 0 && errno == EINTR { continue }
      // No bytes before the end of the media: somebody cut the file off.
      guard count > 0 else { throw MediaError(.read, code: count < 0 ? errno : EIO) }
      done += count
    }
    return result
  }

  func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(MediaError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw MediaError(.write, code: count < 0 ? errno : EIO) }
      done += count
    }
  }

  /// Punches a hole, or writes zeros where the file system has no holes.
  func clear(_ bytes: Range<Int>) throws(MediaError) {
    guard !bytes.isEmpty else { return }
    while true {
      let mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
      if fallocate(descriptor, mode, bytes.lowerBound, bytes.count) == 0 { return }
      if errno == EINTR { continue }
      guard errno == EOPNOTSUPP else { throw MediaError(.deallocate) }
      break
    }
    let zeros = [UInt8](repeating: 0, count: min(bytes.count, 1 << 20))
    for offset in stride(from: bytes.lowerBound, to: bytes.upperBound, by: zeros.count) {
      try write(zeros.prefix(bytes.upperBound - offset), at: offset)
    }
  }

  func synchronize() throws(MediaError) {
    while fdatasync(descriptor) != 0 {
      guard errno == EINTR else { throw MediaError(.synchronize) }
    }
  }
}
