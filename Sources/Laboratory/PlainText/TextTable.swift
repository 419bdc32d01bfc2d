/// A table for a fixed-width screen: columns of text, aligned under their headings.
public struct TextTable: Sendable {
  /// A column and its heading.
  public struct Column: Sendable {
    /// Lines of the heading, set at the bottom.
    public var heading: [String]
    public var isRightAligned: Bool

    public init(heading: [String], isRightAligned: Bool = true) {
      self.heading = heading
      self.isRightAligned = isRightAligned
    }
  }

  /// A row, or a title between rows.
  public enum Line: Sendable {
    case cells([String])
    /// A text over all columns.
    case title(String)
  }

  public var columns: [Column]
  public var lines: [Line]

  public init(columns: [Column], lines: [Line] = []) {
    self.columns = columns
    self.lines = lines
  }

  /// Heading, rule and lines.
  public var text: String {
    let height = columns.map(\.heading.count).max() ?? 0
    let heading = (0..<height).map { line in
      columns.map { column in
        let first = height - column.heading.count
        return line < first ? "" : column.heading[line - first]
      }
    }
    var widths = [Int](repeating: 0, count: columns.count)
    for row in heading { widen(&widths, row) }
    for case .cells(let row) in lines { widen(&widths, row) }
    let body = lines.map { line in
      switch line {
      case .cells(let row): aligned(row, widths)
      case .title(let title): title
      }
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + widths.count - 1)
    return (heading.map { aligned($0, widths) } + [rule] + body).joined(separator: "\n")
  }

  private func widen(_ widths: inout [Int], _ row: [String]) {
    for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
  }

  private func aligned(_ row: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in row.enumerated() {
      let cell = columns[index].isRightAligned ? cell.aligned(to: widths[index]) : cell.padded(to: widths[index])
      line += (index == 0 ? "" : " ") + cell
    }
    return line.trimmed
  }
}
