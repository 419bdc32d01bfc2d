import Foundation

/// POSIX extended regular expressions, not anchored, as multipath compares devices with.
enum ExtendedExpression {
  /// - Throws: with the place of the pattern, if it is none.
  static func matches(_ text: String, _ pattern: HostSetting) throws(Diagnostic) -> Bool {
    var compiled = regex_t()
    let status = regcomp(&compiled, pattern.value, REG_EXTENDED | REG_NOSUB)
    guard status == 0 else {
      var text = [CChar](repeating: 0, count: 256)
      regerror(status, &compiled, &text, text.count)
      let reason = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw Diagnostic(pattern.valueLocation, "'\(pattern.value)' is not a regular expression: \(reason)")
    }
    defer { regfree(&compiled) }
    return regexec(&compiled, text, 0, nil, 0) == 0
  }
}
