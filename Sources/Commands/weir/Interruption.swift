import Experiments
import Foundation

/// SIGINT and SIGTERM as a request to stop in good order. The second one ends the process.
enum Interruption {
  private static let request = StopRequest()

  /// From now on the signals raise the request. Only atomic stores and `signal` happen in the handler.
  static func caught() -> StopRequest {
    catching([SIGINT, SIGTERM]) { number in
      Interruption.request.raise()
      signal(number, SIG_DFL)
    }
  }

  /// The same for a command that ends soon once it is asked, and must not lose its report: repeats mean nothing, and a terminal
  /// that goes away is a request too.
  static func caughtForGood() -> StopRequest {
    catching([SIGINT, SIGTERM, SIGHUP]) { _ in Interruption.request.raise() }
  }

  private static func catching(_ signals: [Int32], _ handler: @convention(c) (Int32) -> Void) -> StopRequest {
    let request = request
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in signals {
      sigaddset(&numbers, number)
      signal(number, handler)
    }
    // A parent may have blocked them: threads of libdispatch do, and a process inherits the mask of the thread that starts it.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    return request
  }
}
