import EventEngine
import StorageModel

/// Formats of recorded traces; columns as their authors publish them.
enum TraceFormat: String, CaseIterable, Sendable {
  /// CSV with the header `version,time,op,size,lbn`: microseconds, SCSI operation code in hexadecimal (2a WRITE(10),
  /// 28 READ(10)), bytes, blocks of 512 bytes.
  case cloudphysics
  /// `arrival device block sectors type`, separated by blanks: nanoseconds, blocks of 512 bytes, type 1 = read, 0 = write.
  case mqsim
}

/// Which part of a trace is replayed, and how.
struct TracePart: Hashable, Sendable {
  /// Counted from the first command of the file.
  var from = Duration.zero
  /// nil = to the end.
  var length: Duration?
  /// Recorded intervals are multiplied by this: 2 replays at half the speed.
  var timeScale = 1.0
  /// How many malformed lines are passed over.
  var skippedLinesMax = 0
}

struct TraceSource: Hashable, Sendable {
  var path: String
  var format: TraceFormat
  var part = TracePart()
}

/// What was read.
struct TraceReading: Sendable {
  var trace: WorkloadTrace
  var skippedLines: Int
}

extension TraceSource {
  /// Parses the whole file: a malformed line is one wherever it stands. Times must not go back, since a replay cannot.
  func read(_ bytes: [UInt8]) throws(Diagnostic) -> TraceReading {
    var lines = LineCursor(bytes)
    var recorder = TraceRecorder(part)
    var skipped = 0
    if format == .cloudphysics { try readHeader(&lines) }
    while lines.next() {
      do throws(MalformedLine) {
        try recorder.append(format == .cloudphysics ? CloudPhysicsLine.read(&lines) : MQSimLine.read(&lines))
      } catch {
        skipped += 1
        if skipped > part.skippedLinesMax { throw diagnostic(error, lines, skipped) }
      }
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return TraceReading(trace: WorkloadTrace(name: name, records: recorder.records), skippedLines: skipped)
  }

  private func readHeader(_ lines: inout LineCursor) throws(Diagnostic) {
    guard lines.next(), lines.text == "version,time,op,size,lbn" else {
      let location = SourceLocation(file: path, line: 1, column: 1)
      throw Diagnostic(location, "found '\(lines.text)'; expected the header version,time,op,size,lbn")
    }
  }

  private func diagnostic(_ error: MalformedLine, _ lines: LineCursor, _ skipped: Int) -> Diagnostic {
    let location = SourceLocation(file: path, line: lines.number, column: error.column)
    let allowed = part.skippedLinesMax == 0 ? "" : " (malformed line \(skipped), skip_bad_lines is \(part.skippedLinesMax))"
    return Diagnostic(location, "\(error.message)\(allowed)")
  }
}

/// One command as recorded, times in nanoseconds since an epoch of the file's own.
struct RecordedCommand {
  var time: UInt64
  var firstBlock: UInt64
  var blockCount: UInt32
  var unit: UInt16
  var isWrite: Bool
}

/// Collects the records that lie in the chosen part.
private struct TraceRecorder {
  private let part: TracePart
  private let end: UInt64
  private(set) var records: [WorkloadTrace.Record] = []
  private var firstTime: UInt64?
  private var lastTime: UInt64 = 0
  private var partStart: UInt64?

  init(_ part: TracePart) {
    self.part = part
    end = part.length.map { UInt64(part.from.nanoseconds) + UInt64($0.nanoseconds) } ?? .max
  }

  mutating func append(_ command: RecordedCommand) throws(MalformedLine) {
    guard command.time >= lastTime else {
      throw MalformedLine(column: 1, message: "time goes back; expected commands in order of time")
    }
    lastTime = command.time
    if firstTime == nil { firstTime = command.time }
    let elapsed = command.time - (firstTime ?? command.time)
    guard elapsed >= UInt64(part.from.nanoseconds), elapsed < end else { return }
    if partStart == nil { partStart = elapsed }
    let arrival = scaled(elapsed - (partStart ?? elapsed))
    records.append(
      WorkloadTrace.Record(
        arrival: arrival, firstBlock: command.firstBlock, blockCount: command.blockCount, unit: command.unit,
        isWrite: command.isWrite))
  }

  private func scaled(_ nanoseconds: UInt64) -> Duration {
    if part.timeScale == 1, let exact = Int64(exactly: nanoseconds) { return Duration(nanoseconds: exact) }
    return Duration(seconds: Double(nanoseconds) * part.timeScale / 1e9)
  }
}
