import Experiments
import Foundation

/// How far a sweep is, on standard error: a bar rewritten in place on a terminal, else a line every few seconds.
struct ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private var shownAt: ContinuousClock.Instant?
  private var isEnded = false

  mutating func show(_ progress: SweepProgress) {
    let now = ContinuousClock.now
    if isEnded || progress.total == progress.reused { return }
    isEnded = progress.isFinished
    if !isTerminal, !isEnded, let shownAt, now - shownAt < .seconds(5) { return }
    if !isTerminal, shownAt == nil, !isEnded {
      shownAt = now
      return
    }
    shownAt = now
    let text = Self.text(progress, elapsed: (now - began) / .seconds(1))
    FileHandle.standardError.write(Data((isTerminal ? "\r\(Self.bar(progress)) \(text)\u{1B}[K" : text).utf8))
    if isEnded || !isTerminal { FileHandle.standardError.write(Data("\n".utf8)) }
  }

  /// Leaves the line of a bar that did not reach its end.
  func end() {
    if isTerminal, shownAt != nil, !isEnded { FileHandle.standardError.write(Data("\n".utf8)) }
  }

  static func bar(_ progress: SweepProgress, width: Int = 30) -> String {
    let full = width * progress.done / max(1, progress.total)
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "]"
  }

  static func text(_ progress: SweepProgress, elapsed: Double) -> String {
    let rate = Double(progress.done - progress.reused) / max(elapsed, 1e-3)
    var text = "\(progress.done)/\(progress.total) runs, \(String(format: "%.1f", rate)) runs/s"
    if progress.failed > 0 { text += ", \(progress.failed) failed" }
    if progress.isFinished { return text + String(format: ", %.1f s", elapsed) }
    return rate > 0 ? text + String(format: ", %.0f s left", Double(progress.total - progress.done) / rate) : text
  }
}
