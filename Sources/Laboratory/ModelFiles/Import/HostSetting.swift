/// A key and its value as they stand in a configuration file of a host.
struct HostSetting {
  var key: String
  var keyLocation: SourceLocation
  var value: String
  var valueLocation: SourceLocation
}

/// A line of a text, and where its characters are.
struct TextLine {
  let file: String
  /// From 1.
  let number: Int
  let scalars: ArraySlice<Unicode.Scalar>

  /// The lines of a text; those of other systems may end with a carriage return.
  static func lines(of text: String, file: String) -> [TextLine] {
    let lines = Array(text.unicodeScalars).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { index, line in
      TextLine(file: file, number: index + 1, scalars: line.last == "\r" ? line.dropLast() : line)
    }
  }

  /// Of the scalar at an index of `scalars`.
  func location(_ index: Int) -> SourceLocation {
    SourceLocation(file: file, line: number, column: index - scalars.startIndex + 1)
  }

  func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  /// The first scalar at or after an index that is no white space; the end if there is none.
  func skipBlanks(from index: Int) -> Int {
    scalars[index...].firstIndex { !Self.isBlank($0) } ?? scalars.endIndex
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || ("\t"..."\r").contains(scalar) }
}
