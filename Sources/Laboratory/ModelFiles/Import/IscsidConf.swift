/// iscsid.conf as it is written: `key = value` line by line; a comment has a line of its own.
struct IscsidConf {
  private(set) var settings: [HostSetting] = []

  /// - Throws: every line that does not follow the syntax.
  init(file: String, text: String) throws(ModelFileError) {
    var errors: [Diagnostic] = []
    for line in TextLine.lines(of: text, file: file) {
      do throws(Diagnostic) {
        if let setting = try Self.setting(line) { settings.append(setting) }
      } catch {
        errors.append(error)
      }
    }
    if !errors.isEmpty { throw ModelFileError(errors) }
  }

  private static func setting(_ line: TextLine) throws(Diagnostic) -> HostSetting? {
    let start = line.skipBlanks(from: line.scalars.startIndex)
    guard start < line.scalars.endIndex, line.scalars[start] != "#" else { return nil }
    let keyEnd = line.scalars[start...].firstIndex { TextLine.isBlank($0) || $0 == "=" } ?? line.scalars.endIndex
    let key = line.text(start..<keyEnd)
    let equals = line.skipBlanks(from: keyEnd)
    guard keyEnd > start, equals < line.scalars.endIndex, line.scalars[equals] == "=" else {
      throw Diagnostic(
        line.location(start), "found '\(key)' without '='; expected KEY = VALUE, or a comment that begins with '#'")
    }
    let valueStart = line.skipBlanks(from: equals + 1)
    guard let valueEnd = line.scalars[valueStart...].lastIndex(where: { !TextLine.isBlank($0) }) else {
      throw Diagnostic(line.location(equals), "'\(key)' has no value; expected one behind '='")
    }
    return HostSetting(
      key: key, keyLocation: line.location(start), value: line.text(valueStart..<(valueEnd + 1)),
      valueLocation: line.location(valueStart))
  }
}
