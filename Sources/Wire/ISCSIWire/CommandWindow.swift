/// The commands of one session in CmdSN order (RFC 7143 4.2.2.1): what has come too early waits, what has come before is dropped.
///
/// At most `capacity` commands are unfinished at any time: MaxCmdSN moves on only as commands finish, and never back.
public struct CommandWindow<Command: Sendable>: Sendable {
  /// What became of a command.
  public enum Arrival: Sendable {
    /// Its turn is now: `nextInOrder` returns it.
    case ready
    /// An earlier one is missing.
    case early
    /// Outside the window, or come before: RFC 7143 wants it silently ignored.
    case ignored
  }

  /// ExpCmdSN: the first number not yet delivered.
  public private(set) var expected: SerialNumber
  /// MaxCmdSN: the last number that the initiator may use.
  public private(set) var maximum: SerialNumber
  /// Those from `expected` on, from index `first` on, around the end.
  private var waiting: [Command?]
  private var first = 0

  /// `cmdSN` is that of the login; `capacity` is at least 1.
  public init(expecting cmdSN: SerialNumber, capacity: Int) {
    precondition(capacity >= 1, "a window of \(capacity) commands")
    expected = cmdSN
    maximum = cmdSN.advanced(by: capacity - 1)
    waiting = Array(repeating: nil, count: capacity)
  }

  /// Takes in a command that is not immediate; those are outside the order and are carried out as they come.
  public mutating func receive(_ command: Command, cmdSN: SerialNumber) -> Arrival {
    let distance = cmdSN.distance(from: expected)
    guard distance < room else { return .ignored }
    let index = (first + Int(distance)) % waiting.count
    guard waiting[index] == nil else { return .ignored }
    waiting[index] = command
    return distance == 0 ? .ready : .early
  }

  /// The next command in order, if it has come: each call moves ExpCmdSN on by one.
  public mutating func nextInOrder() -> Command? {
    guard let command = waiting[first].take() else { return nil }
    first = (first + 1) % waiting.count
    expected = expected.advanced(by: 1)
    return command
  }

  /// A command returned by `nextInOrder` is over: there is room for another.
  public mutating func commandFinished() {
    maximum = maximum.advanced(by: 1)
    assert(room <= waiting.count, "more commands have finished than were delivered")
  }

  /// How many numbers the window holds: none when MaxCmdSN is one below ExpCmdSN.
  private var room: UInt32 { maximum.advanced(by: 1).distance(from: expected) }
}
