import ExperimentRunner
import Foundation

/// SIGINT and SIGTERM as a request to stop in good order. The second one ends the process.
enum Interruption {
  private static let request = StopRequest()

  /// From now on the signals raise the request. Only atomic stores and `signal` happen in the handler.
  static func caught() -> StopRequest {
    let request = request
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.request.raise()
        signal(number, SIG_DFL)
      }
    }
    return request
  }
}
