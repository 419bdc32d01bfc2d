/// How a command ended, as the initiator saw it.
struct Reply: Equatable {
  var outcome: Outcome
  /// Parameter data or blocks that came with GOOD, as many bytes as arrived.
  var data: [UInt8] = []
}

enum Outcome: Equatable {
  /// A status without sense data; its code (SAM-5 table 36).
  case status(UInt8)
  /// CHECK CONDITION: sense key, and the additional sense code with its qualifier in one number, code in the upper byte.
  case checkCondition(key: UInt8, code: UInt16)
  /// The session ended before a status came.
  case lost

  static let good = Outcome.status(0x00)
  static let reservationConflict = Outcome.status(0x18)
  static let taskAborted = Outcome.status(0x40)

  static func unitAttention(_ code: UInt16) -> Outcome { .checkCondition(key: 0x6, code: code) }
  static func illegalRequest(_ code: UInt16) -> Outcome { .checkCondition(key: 0x5, code: code) }
}

extension Outcome: CustomStringConvertible {
  var description: String {
    switch self {
    case .good: "GOOD"
    case .reservationConflict: "RESERVATION CONFLICT"
    case .taskAborted: "TASK ABORTED"
    case .status(let code): "status " + hex(UInt64(code), digits: 2)
    case .checkCondition(let key, let code):
      "CHECK CONDITION, sense key \(hex(UInt64(key), digits: 1)), "
        + "\(hex(UInt64(code >> 8), digits: 2))/\(hex(UInt64(code & 0xFF), digits: 2))"
    case .lost: "no status: the session ended"
    }
  }
}

func hex(_ value: UInt64, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text + "h"
}

/// What the initiator could not do at all; a status other than GOOD is no such error.
struct InitiatorError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
