import EventEngine
import StorageModel

/// The array's time, as its owner's clock tells it.
extension TargetNode {
  /// When `advance` has something to do next.
  var nextEvent: Instant? { array.nextEvent }

  /// Lets the array do all that is due up to `instant`.
  mutating func advance(to instant: Instant) {
    repeat {
      for output in Self.advance(&array, &server, to: instant) { handle(output) }
      // To answer what the array said may give it something to do at once.
    } while array.nextEvent.map { $0 <= instant } == true
    reportViolations()
  }

  private mutating func reportViolations() {
    let violations = array.violations
    guard violations.count > violationsReported else { return }
    for violation in violations[violationsReported...] { configuration.violationObserver?(violation, array) }
    violationsReported = violations.count
  }

  /// Moves bytes the moment a command takes effect; what else the array said comes back.
  private static func advance(
    _ array: inout LiveArray, _ server: inout DeviceServer, to instant: Instant
  ) -> [LiveArray.Output] {
    var outputs: [LiveArray.Output] = []
    array.advance(to: instant) { array, output in
      if case .execute(let tag) = output { server.execute(tag, in: &array) }
      outputs.append(output)
    }
    return outputs
  }
}
