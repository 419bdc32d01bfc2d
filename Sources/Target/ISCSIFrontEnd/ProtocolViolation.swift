import ISCSIWire

/// An initiator broke the rules of RFC 7143 in a way that ends its connection.
struct ProtocolViolation: Error {
  /// What was wrong, for the log.
  var reason: String
  /// Reason of the Reject PDU that goes out first; nil where RFC 7143 wants none.
  var reject: RejectReason?

  init(_ reason: String, reject: RejectReason? = nil) {
    self.reason = reason
    self.reject = reject
  }
}
