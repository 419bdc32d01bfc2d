import Foundation
import Testing

/// The documentation catalogues say what is: their examples are those that are run here, and what they list is declared.
@Suite struct CatalogueTests {
  struct Catalogue: CustomTestStringConvertible {
    var target: String
    var folder: URL
    var text: String

    var testDescription: String { target }

    /// The imports of the example, and what follows them.
    var example: (imports: [String], body: String)? {
      let fenced = text.split(separator: "```", omittingEmptySubsequences: false)
      guard fenced.count == 3, fenced[1].hasPrefix("swift\n") else { return nil }
      let parts = fenced[1].dropFirst("swift\n".count).split(separator: "\n\n", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return (parts[0].split(separator: "\n").map(String.init), parts[1].trimmingCharacters(in: .newlines))
    }
  }

  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func contents(of folder: URL) -> [URL] {
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
      .sorted { $0.path() < $1.path() }
  }

  static let catalogues: [Catalogue] = contents(of: root.appending(path: "Sources")).flatMap(contents).compactMap { folder in
    let target = folder.lastPathComponent
    let text = try? String(contentsOf: folder.appending(path: "\(target).docc/\(target).md"), encoding: .utf8)
    return text.map { Catalogue(target: target, folder: folder, text: $0) }
  }

  @Test func everyLibraryHasACatalogue() throws {
    let package = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
    let list = try #require(package.firstMatch(of: /\+ \[([^\]]*)\]\.map \{ \.library/)).1
    let libraries = list.matches(of: /"(\w+)"/).map { String($0.1) }
    #expect(libraries.count >= 11 && Set(libraries).subtracting(Self.catalogues.map(\.target)).isEmpty)
  }

  @Test(arguments: catalogues) func theExampleIsTheOneThatIsRun(_ catalogue: Catalogue) throws {
    let example = try #require(catalogue.example, "expected one block of Swift with imports at its beginning")
    let file = Self.root.appending(path: "Tests/DocumentationTests/\(catalogue.target)Example.swift")
    let source = try String(contentsOf: file, encoding: .utf8)
    let indented = example.body.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    #expect(source.contains(indented))
    let imports = source.split(separator: "\n").filter { $0.hasPrefix("import ") }.map(String.init)
    #expect(imports.filter { $0 != "import Testing" } == example.imports)
  }

  @Test(arguments: catalogues) func whatItListsIsDeclaredInItsTarget(_ catalogue: Catalogue) {
    let code = Self.contents(of: catalogue.folder).flatMap { [$0] + Self.contents(of: $0) }
      .filter { $0.pathExtension == "swift" }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    let declared = Set(code.matches(of: /\bpublic (?:indirect |final )?(?:struct|enum|class|protocol|typealias) (\w+)/).map(\.1))
    let listed = catalogue.text.matches(of: /``(\w+)``/).map(\.1).filter { $0 != catalogue.target }
    #expect(!listed.isEmpty)
    for symbol in listed { #expect(declared.contains(symbol), "\(symbol)") }
  }
}
