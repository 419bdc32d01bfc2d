import Foundation
import SCSIWire

/// Inputs on file: hexadecimal digits, and lines that begin with `#` for people.
enum Corpus {
  static func input(at path: String) throws(FileError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw FileError(path, "cannot be read") }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    do throws(HexTextError) {
      return try HexText.parse(lines.joined(separator: "\n"))
    } catch {
      throw FileError(path, "\(error)")
    }
  }

  /// The names of a folder's inputs, in order; none where there is no such folder.
  static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".hex") }.sorted()
  }

  static func inputs(in folder: String) throws(FileError) -> [[UInt8]] {
    var inputs: [[UInt8]] = []
    for name in names(in: folder) { inputs.append(try input(at: folder + "/" + name)) }
    return inputs
  }
}
