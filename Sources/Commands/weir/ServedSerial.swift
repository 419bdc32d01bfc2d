import ArgumentParser
import BlockDevice
import Foundation

/// The serial number of the array that is served: two servers of one model are two arrays to whoever sees both.
enum ServedSerial {
  /// The one that was given, else the one kept in the state directory, else one that nobody can have chosen before; the directory
  /// keeps it.
  ///
  /// - Throws: `CommandError` for a file that cannot be written (74) or holds something else (65).
  static func serial(given: ArraySerial?, state: String?) throws(CommandError) -> ArraySerial {
    guard let state else { return given ?? unpredictable() }
    let path = "\(state)/serial"
    let kept = try kept(in: path)
    let serial = given ?? kept ?? unpredictable()
    if serial != kept { try keep(serial, in: path) }
    return serial
  }

  private static func kept(in path: String) throws(CommandError) -> ArraySerial? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let serial = ArraySerial(text) else {
      throw CommandError(
        .badInput, "\(path):1:1: error: '\(text.prefix(40))' is no serial number; expected 16 hexadecimal digits")
    }
    return serial
  }

  private static func keep(_ serial: ArraySerial, in path: String) throws(CommandError) {
    do {
      try Data("\(serial)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError(.inputOutput, "\(path): error: cannot write the file: \(error.localizedDescription)")
    }
  }

  private static func unpredictable() -> ArraySerial {
    var value: UInt64 = 0
    precondition(getentropy(&value, 8) == 0, "the operating system has no entropy to give")
    return ArraySerial(value)
  }
}

extension ArraySerial: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
