import Testing

@Suite struct TidyTests {
  @Test(arguments: Rule.all) func theProjectKeepsTheRule(_ rule: Rule) throws {
    for finding in try Repository.files.flatMap(rule.findings) { Issue.record("\(finding)") }
  }

  @Test(arguments: Rule.all) func theRuleFiresOnItsSampleAndOnlyThere(_ rule: Rule) throws {
    #expect(try !rule.findings(in: rule.offending).isEmpty)
    #expect(try rule.findings(in: rule.harmless).isEmpty)
  }

  @Test func theProjectIsThere() {
    let expected = [
      "Package.swift", "Makefile", ".ci/run", "Sources/Engine/EventEngine/Instant.swift", "Tests/TidyTests/Rule.swift",
    ]
    #expect(expected.filter { path in !Repository.files.contains { $0.path == path } } == [])
  }

  @Test func everyTargetWithSwiftInItHasItsArrows() {
    let targets = Set(Repository.files.filter(\.isSwift).compactMap(\.sourceTarget))
    #expect(targets.sorted() == Rule.imports.keys.sorted())
  }

  @Test func everyArrowPointsDown() {
    for (target, modules) in Rule.imports {
      for module in modules { #expect(Rule.imports[module]?.contains(target) != true && module != target) }
    }
  }

  @Test func everyRoomIsLivedInAndDeclared() throws {
    let package = try #require(Repository.files.first { $0.path == "Package.swift" })
    let rooms = Repository.names(in: "Sources").map { "Sources/" + $0 } + ["Tests"]
    let targets = rooms.flatMap { room in Repository.names(in: room).map { (folder: room + "/" + $0, name: $0) } }
    #expect(targets.filter { target in !Repository.files.contains { $0.path.hasPrefix(target.folder + "/") } }.isEmpty, "empty")
    #expect(targets.filter { !package.text.contains("\"\($0.name)\"") }.map(\.name) == [], "not in Package.swift")
  }

  @Test func everyRecordInDocsHasANumberOfItsOwn() {
    // A map and what was measured are no decisions.
    let others = ["README.md", "architecture.md", "conformance.md"]
    let records = Repository.names(in: "Docs").filter { $0.hasSuffix(".md") && !others.contains($0) }
    let numbers = records.compactMap { $0.firstMatch(of: /^(\d{4})-[a-z0-9-]+\.md$/)?.1 }
    #expect(!records.isEmpty && numbers.count == records.count && Set(numbers).count == numbers.count, "\(records)")
  }

  @Test func everyRecordInDocsIsListed() throws {
    let index = try #require(Repository.files.first { $0.path == "Docs/README.md" })
    for record in Repository.names(in: "Docs") where record.hasSuffix(".md") && record != "README.md" {
      #expect(index.text.contains("(\(record))"))
    }
  }
}
