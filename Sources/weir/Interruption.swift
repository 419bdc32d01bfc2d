import ExperimentRunner
import Foundation

/// SIGINT and SIGTERM as a request to stop in good order. The second one ends the process.
enum Interruption {
  private static let request = StopRequest()

  /// From now on the signals raise the request. Only atomic stores and `signal` happen in the handler.
  static func caught() -> StopRequest {
    let request = request
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&numbers, number)
      signal(number) { number in
        Interruption.request.raise()
        signal(number, SIG_DFL)
      }
    }
    // A parent may have blocked them: threads of libdispatch do, and a process inherits the mask of the thread that starts it.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    return request
  }
}
