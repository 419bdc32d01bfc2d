import EventEngine
import Testing

@testable import PlainText

@Suite struct PlainTextTests {
  @Test func `times have the unit that suits them, counts their groups`() {
    #expect(
      [0, 999e-9, 12.34e-6, 4.999e-3, 0.9996, 30.14].map { NumberText.time($0) }
        == ["0s", "1.00us", "12.3us", "5.00ms", "1.00s", "30.1s"])
    #expect([0, 999, 1_000, 1_234_567].map { NumberText.grouped($0 as Double) } == ["0", "999", "1,000", "1,234,567"])
    #expect(NumberText.grouped(-1_234.4) == "-1,234")
    #expect([0, 1, 2_000].map { NumberText.counted($0, "orphan") } == ["0 orphans", "1 orphan", "2,000 orphans"])
  }

  @Test func `a table aligns its columns under headings set at the bottom`() {
    let table = TextTable(
      columns: [.init(heading: ["name"], isRightAligned: false), .init(heading: ["two", "lines"])],
      lines: [.title("group"), .cells(["a", "1"]), .cells(["long name", "1,000"])])
    #expect(table.text == "            two\nname      lines\n---------------\ngroup\na             1\nlong name 1,000")
  }

  @Test func `long lines are broken at spaces`() {
    #expect("  aa bb cc dd".wrapped(8, indent: 4) == "  aa bb\n    cc\n    dd")
    #expect("unbreakable word".wrapped(4, indent: 1) == "unbreakable\n word")
  }

  @Test func `a text is as wide as asked for, and never cut`() {
    #expect(("ab".padded(to: 4), "ab".aligned(to: 4), "abc".padded(to: 2)) == ("ab  ", "  ab", "abc"))
    #expect((" a b  ".trimmed, "   ".trimmed) == (" a b", ""))
  }

  @Test func `some durations are told by the shortest, the longest and the median`() {
    #expect(TimeText.range([]) == "no time")
    #expect(TimeText.range([.seconds(3), .seconds(3)]) == "3.00 s")
    #expect(TimeText.range([.seconds(9), .seconds(1), .seconds(3), .seconds(5)]) == "1.00 s to 9.00 s, median 3.00 s")
    #expect(TimeText.seconds(.milliseconds(30_001)) == "30.001 s")
  }

  @Test(arguments: [
    (12, "12 ns"), (999, "999 ns"), (1_000, "1.00 us"), (9_994, "9.99 us"), (9_996, "10.0 us"), (99_960, "100 us"),
    (1_254_000, "1.25 ms"), (999_600, "1.00 ms"), (29_970_589_000, "30.0 s"), (3_600_000_000_000, "3600 s"),
  ])
  func lengthsAreRoundedToThreeDigits(nanoseconds: Int64, text: String) {
    #expect(TimeText.words(Duration(nanoseconds: nanoseconds)) == text)
  }

  @Test func instantsAreRoundedToTheirPlaces() {
    #expect(TimeText.seconds(Instant(nanoseconds: 32_415_567_499), places: 6) == "32.415567")
    #expect(TimeText.seconds(Instant(nanoseconds: 999_999_500), places: 6) == "1.000000")
    #expect(TimeText.seconds(Instant(nanoseconds: 61_000_090_000), places: 3) == "61.000")
    #expect(TimeText.seconds(Instant(nanoseconds: 7), places: 9) == "0.000000007")
  }
}
