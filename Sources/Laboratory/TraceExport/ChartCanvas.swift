import PlainText

/// Draws lifelines and the arrows between them, a line at a time.
struct ChartCanvas {
  enum Mark: Hashable {
    /// From one lane to another. `departs` and `arrives` are the halves of an arrow with a wait between them.
    case arrow(from: Int, to: Int, label: String, shape: ArrowShape)
    /// Something happens at a lane.
    case point(Int, Character)
  }

  enum ArrowShape: Hashable { case whole, departs, arrives }

  /// Columns from one lifeline to the next.
  static let spacing = 13

  let laneCount: Int
  /// Lanes that are stalled or paused are drawn thick.
  var isThick: [Bool]

  init(laneCount: Int) {
    self.laneCount = laneCount
    isThick = Array(repeating: false, count: laneCount)
  }

  var width: Int { laneCount * Self.spacing }

  func line(_ mark: Mark?) -> String {
    var cells = [Character](repeating: " ", count: width)
    for lane in 0..<laneCount { cells[column(lane)] = isThick[lane] ? "┃" : "│" }
    switch mark {
    case .arrow(let from, let to, let label, let shape) where from != to:
      draw(from: column(from), to: column(to), label: label, shape: shape, in: &cells)
    case .point(let lane, let symbol): cells[column(lane)] = symbol
    case .arrow, nil: break
    }
    return String(cells)
  }

  /// Names above the lanes; nothing stands to the right of the last.
  func header(_ names: [String]) -> String {
    names.dropLast().map { String($0.prefix(Self.spacing - 1)).padded(to: Self.spacing) }.joined() + (names.last ?? "")
  }

  private func column(_ lane: Int) -> Int { lane * Self.spacing }

  private func draw(from: Int, to: Int, label: String, shape: ArrowShape, in cells: inout [Character]) {
    let step = from < to ? 1 : -1
    let between = Array(stride(from: from + step, to: to, by: step))
    let halfLength = Self.spacing - 3
    let places =
      switch shape {
      case .whole: between[...]
      case .departs: between.prefix(halfLength)
      case .arrives: between.suffix(halfLength)
      }
    for (index, place) in places.enumerated() {
      let isLoose = shape == .departs ? index >= halfLength - 3 : shape == .arrives && index < 3
      cells[place] = cells[place] != " " ? "┼" : isLoose ? "┄" : "─"
    }
    if shape != .departs, let head = places.last { cells[head] = step > 0 ? ">" : "<" }
    for (place, character) in zip(places.dropFirst(3).prefix(label.count).sorted(), label) { cells[place] = character }
  }
}
