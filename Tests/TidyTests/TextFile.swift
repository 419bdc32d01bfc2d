import Foundation

/// A file of the repository as the rules see it.
struct TextFile: Sendable {
  /// From the top of the repository: `Sources/Engine/EventEngine/Instant.swift`.
  var path: String
  var text: String
  var lines: [String]
  /// The text of a Swift file with comments and the contents of strings blanked out, so that a rule sees code only.
  var code: String
  var codeLines: [String]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    self.lines = text.components(separatedBy: "\n")
    self.code = path.hasSuffix(".swift") ? blankingNonCode(text) : text
    self.codeLines = code.components(separatedBy: "\n")
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  /// `EventEngine` for `Sources/Engine/EventEngine/...`.
  var sourceTarget: String? {
    let parts = path.split(separator: "/")
    return parts.count > 3 && parts[0] == "Sources" ? String(parts[2]) : nil
  }
}

/// The repository that this file is part of.
enum Repository {
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every text file that is part of the project. Build folders and results are not.
  static let files: [TextFile] = {
    let rooms = ["Sources", "Tests", "Models", "Experiments", "Docs", "Scripts", ".ci"]
    let loose = names(in: "").filter { !$0.hasPrefix(".build") && ![".git", "Package.resolved"].contains($0) }
    // Pictures are drawn by programs.
    return (loose + rooms.flatMap { below($0) }).filter { !$0.hasSuffix(".svg") }.sorted().compactMap { path in
      let data = try? Data(contentsOf: root.appending(path: path))
      return data.flatMap { String(data: $0, encoding: .utf8) }.map { TextFile(path: path, text: $0) }
    }
  }()

  static func names(in folder: String) -> [String] {
    let path = root.appending(path: folder).path()
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  private static func below(_ folder: String) -> [String] {
    names(in: folder).flatMap { name in
      let path = folder + "/" + name
      return FileManager.default.fileExists(atPath: root.appending(path: path).path() + "/.") ? below(path) : [path]
    }
  }
}
