/// The configuration files of a Linux initiator that can be imported.
public enum HostFileKind: String, CaseIterable, Sendable {
  case multipath = "multipath.conf"
  case iscsid = "iscsid.conf"

  /// What the first line that says anything looks like.
  ///
  /// - Throws: if it looks like neither.
  init(file: String, text: String) throws(ModelFileError) {
    for line in TextLine.lines(of: text, file: file) {
      let start = line.skipBlanks(from: line.scalars.startIndex)
      guard start < line.scalars.endIndex, !"#!".unicodeScalars.contains(line.scalars[start]) else { continue }
      switch line.scalars.first(where: { $0 == "=" || $0 == "{" }) {
      case "{": self = .multipath
      case "=": self = .iscsid
      case _ where MultipathKeys.sections[line.text(start..<line.scalars.endIndex)] != nil: self = .multipath
      default: throw ModelFileError(Diagnostic(line.location(start), "cannot tell what this file is; \(Self.expectation)"))
      }
      return
    }
    throw ModelFileError(Diagnostic(SourceLocation(file: file), "the file has nothing but comments; \(Self.expectation)"))
  }

  private static let expectation =
    "expected sections as in multipath.conf, or KEY = VALUE as in iscsid.conf; say which with --as"
}
