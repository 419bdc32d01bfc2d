import Testing

@Suite struct CodeTextTests {
  @Test(arguments: [
    ("a // b", "a     "),
    (#"a("b // c", d)"#, #"a("      ", d)"#),
    (#"a("\"b")c"#, #"a("   ")c"#),
    (#"a("b\(c("d") + e)f")g"#, ##"a("  (c(" ") + e) ")g"##),
    (##"a(#"b"\c"#)d"##, ##"a(#"    "#)d"##),
    ("a(\"b\nc", "a(\" \nc"),
    ("\"\"\"\n b \"c\" // d\n\"\"\" + e", "\"\"\"\n           \n\"\"\" + e"),
  ])
  func onlyCodeIsLeft(_ text: String, _ code: String) {
    #expect(blankingNonCode(text) == code)
  }

  @Test func anExcuseCoversItsLineAloneOrTheOneBelowAComment() throws {
    let rule = try #require(Rule.bans.first { $0.name.hasPrefix("no class") })
    let text = """
      final class A {}  // tidy: storage behind a value
      final class B {}
      // tidy: storage behind a value
      final class C {}
      final class D {}  // tidy: no
      """
    #expect(try rule.offences(TextFile(path: "Sources/Engine/EventEngine/A.swift", text: text)) == [2, 5])
  }

  @Test func functionsAreMeasuredFromTheirFirstLineToTheirLastBrace() {
    let text = """
      protocol P {
        func requirement(_ x: () -> Void)
        init(a: Int)
      }
      struct S {
        func short() { f { 1 } }
        init(
          a: [Int] = { [1] }()
        ) {
          func inner() {
            x()
          }
          self.init()
        }
        var y: Int {
          1
        }
      }
      """
    let found = functions(in: TextFile(path: "A.swift", text: text)).sorted { $0.start < $1.start }
    #expect(found.map(\.start) == [6, 7, 10])
    #expect(found.map(\.lines) == [1, 8, 3])
  }
}
