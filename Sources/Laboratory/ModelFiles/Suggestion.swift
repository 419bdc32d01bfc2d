/// What the user may have meant: the nearest known name by edit distance, if it is near enough.
enum Suggestion {
  /// ` (did you mean 'latency'?)`, or nothing.
  static func text(for word: String, among candidates: [String]) -> String {
    guard let name = nearest(to: word, among: candidates) else { return "" }
    return " (did you mean '\(name)'?)"
  }

  /// One edit for short words (not all of their letters), otherwise two or a third of the letters: more would offer unrelated
  /// names.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let limit = word.count <= 4 ? 1 : max(2, word.count / 3)
    var best: (name: String, distance: Int)?
    for name in candidates {
      let distance = editDistance(word.lowercased(), name.lowercased())
      if distance <= limit, distance < word.count, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, substitutions and exchanges of neighbours (optimal string alignment).
  static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var distance = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { distance = min(distance, beforeLast[j - 2] + 1) }
        row.append(distance)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
