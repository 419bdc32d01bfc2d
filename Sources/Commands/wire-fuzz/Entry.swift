/// What an input is fed to. The first byte of an input chooses.
enum Entry: UInt8, CaseIterable {
  /// A CDB and the parameter list sent with it.
  case command
  /// A parameter list, parameter data or sense data.
  case parameters
  /// Names and numbers that people or the other side write as text.
  case text
  /// The bytes of a connection, in chunks.
  case connection
  /// The requests of a login, and the text requests after it.
  case login
  /// Commands of a session, in any order.
  case window
  /// Commands and events at the reservations of a logical unit.
  case reservations
  /// Commands at a disk.
  case disk

  var name: String { "\(self)" }

  init(of input: [UInt8]) {
    self = Self.allCases[Int(input.first ?? 0) % Self.allCases.count]
  }
}

/// What became of an input.
enum Reception {
  /// Something was made of it.
  case decoded
  /// It was refused, as most inputs are.
  case refused
}

/// A promise that was broken without a trap.
struct Discrepancy: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Feeds an input to what its first byte says. Any input is legal: a trap is a fault of what it was fed to.
///
/// - Throws: when what was made of the input is not what was promised.
func exercise(_ input: [UInt8]) throws(Discrepancy) -> Reception {
  var reader = ByteReader(input.dropFirst())
  return switch Entry(of: input) {
  case .command: try exerciseCommand(&reader)
  case .parameters: try exerciseParameters(&reader)
  case .text: try exerciseText(&reader)
  case .connection: try exerciseConnection(&reader)
  case .login: try exerciseLogin(&reader)
  case .window: try exerciseWindow(&reader)
  case .reservations: try exerciseReservations(&reader)
  case .disk: try exerciseDisk(&reader)
  }
}

/// Decodes, and what was decoded must survive being encoded and decoded again.
func roundTrip<Value: Equatable, Failure: Error>(
  _ bytes: [UInt8], decode: ([UInt8]) throws(Failure) -> Value, encode: (Value) -> [UInt8]
) throws(Discrepancy) -> Reception {
  guard let value = try? decode(bytes) else { return .refused }
  let encoded = encode(value)
  let again: Value
  do throws(Failure) {
    again = try decode(encoded)
  } catch {
    throw Discrepancy("\(value) is encoded as \(encoded), which is refused: \(error)")
  }
  guard again == value else { throw Discrepancy("\(value) comes back from \(encoded) as \(again)") }
  return .decoded
}
