import ReservationReference
import Foundation
import Testing

/// The list of rules for people says what is true.
@Suite struct CoverageTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The rules that the tables have a row for.
  static func rows() throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "Docs/0005-reservation-coverage.md"), encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard let match = line.wholeMatch(of: /\| `(\w+)` \| .+ \| (?:`[\w.]+`|-) \|/) else { return nil }
      return String(match.1)
    }
  }

  @Test("The record has a row for each rule, and only for those")
  func document() throws {
    let written = try Self.rows()
    let rules = ReservationRule.allCases.map { "\($0)" }
    #expect(written.sorted() == rules.sorted())
  }

  @Test("Each test that the record names exists")
  func namedTests() throws {
    let text = try String(contentsOf: Self.root.appending(path: "Docs/0005-reservation-coverage.md"), encoding: .utf8)
    let tests = text.matches(of: /`(\w+Tests\.\w+)`/).map { String($0.1) }
    #expect(tests.count > 100)
    let folders = try FileManager.default.contentsOfDirectory(
      at: Self.root.appending(path: "Tests"), includingPropertiesForKeys: nil)
    for test in Set(tests) {
      let parts = test.split(separator: ".").map(String.init)
      let files = folders.map { $0.appending(path: parts[0] + ".swift") }
      let isThere = files.contains { file in
        (try? String(contentsOf: file, encoding: .utf8))?.contains("func \(parts[1])(") ?? false
      }
      #expect(isThere, "\(test)")
    }
  }
}
