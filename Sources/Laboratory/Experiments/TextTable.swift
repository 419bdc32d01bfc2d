/// Columns of text, aligned.
struct TextTable {
  struct Column {
    /// Lines of the heading, set at the bottom.
    var heading: [String]
    var isRightAligned = true
  }

  enum Line {
    case cells([String])
    /// A text over all columns.
    case title(String)
  }

  var columns: [Column]
  var lines: [Line] = []

  var text: String {
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
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      line += (index == 0 ? "" : " ") + (columns[index].isRightAligned ? padding + cell : cell + padding)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
