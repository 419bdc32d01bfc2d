import CGSL

/// The GNU Scientific Library's default error handler ends the process. Without one, its functions return NaN or a status.
enum GSL {
  /// Reading this switches the handler off, once a process. Every `Distribution` reads it before it exists.
  static let errorsAreReturned: Void = { _ = gsl_set_error_handler_off() }()
}
