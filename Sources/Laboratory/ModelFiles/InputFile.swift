import EventEngine
import Foundation
import StorageModel
import Synchronization

/// A file that was read, for provenance.
public struct InputFile: Hashable, Sendable {
  /// As written on the command line, or joined to the folder of the file that names it.
  public var path: String
  public var bytes: [UInt8]

  /// The bytes as text, without a byte order mark.
  func text() throws(Diagnostic) -> String {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return text }
    // The repaired text differs first where the bytes are not UTF-8.
    let valid = zip(String(decoding: content, as: UTF8.self).utf8, content).prefix { $0 == $1 }.map(\.1)
    let line = valid.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let column = String(decoding: line.last ?? [], as: UTF8.self).unicodeScalars.count + 1
    let location = SourceLocation(file: path, line: max(line.count, 1), column: column)
    throw Diagnostic(location, "found a byte that is not UTF-8; expected text in UTF-8")
  }
}

/// Files and parsed traces, each read once however many runs use it. Safe to share between threads.
final class InputCache: Sendable {
  private struct Contents {
    var files: [String: InputFile] = [:]
    var traces: [TraceSource: TraceReading] = [:]
  }

  private let contents = Mutex(Contents())

  /// - Parameter location: where the file is asked for.
  func file(_ path: String, askedFor location: SourceLocation) throws(Diagnostic) -> InputFile {
    if let file = contents.withLock({ $0.files[path] }) { return file }
    do {
      let file = InputFile(path: path, bytes: try FileBytes.read(path))
      contents.withLock { $0.files[path] = file }
      return file
    } catch {
      let subject = location.file == path ? "cannot read the file" : "cannot read '\(path)'"
      throw Diagnostic(location, "\(subject): \(error.text); expected a readable file", cause: .inputOutput)
    }
  }

  /// Two threads that ask at the same time may both parse; they get the same result.
  func trace(_ source: TraceSource, askedFor location: SourceLocation) throws(Diagnostic) -> TraceReading {
    if let reading = contents.withLock({ $0.traces[source] }) { return reading }
    let reading = try source.read(try file(source.path, askedFor: location).bytes)
    contents.withLock { $0.traces[source] = reading }
    return reading
  }
}

/// Whole files, with the reason of the system when that fails.
enum FileBytes {
  struct Failure: Error {
    let text: String
  }

  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(text: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure(text: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}

/// Paths inside a file are relative to the folder of that file.
enum RelativePath {
  static func resolve(_ path: String, writtenAt location: SourceLocation) -> String {
    // An option of the command line is not a file: its paths are relative to the working directory.
    guard !path.hasPrefix("/"), location.line != nil, let slash = location.file.lastIndex(of: "/") else { return path }
    return location.file[...slash] + path
  }
}
