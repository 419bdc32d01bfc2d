import Foundation
import ModelFiles
import Testing

/// A folder of its own that is removed when `body` returns.
func withFolder<Result>(_ files: [String: String], _ body: (Folder) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { _ = try? FileManager.default.removeItem(at: url) }
  let folder = Folder(path: url.path)
  for (name, text) in files { try folder.write(name, Array(text.utf8)) }
  return try body(folder)
}

struct Folder {
  let path: String

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func model(_ name: String = "m.yaml", set: [String] = []) throws -> LoadedModel {
    try ModelFile.load(path + "/" + name, overrides: set.map { try Override(assignment: $0) })
  }

  func experiment(_ name: String = "e.yaml") throws -> ExperimentFile { try ExperimentFile.load(path + "/" + name) }

  /// What a user sees, with paths as if the folder were the working directory.
  func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: path + "/", with: "")
    }
  }
}

func model(_ yaml: String, set: [String] = [], files: [String: String] = [:]) throws -> LoadedModel {
  try withFolder(files.merging(["m.yaml": yaml]) { $1 }) { try $0.model(set: set) }
}

/// The message for a model file `m.yaml`, or "no error".
func modelMessage(_ yaml: String, set: [String] = [], files: [String: String] = [:]) throws -> String {
  try withFolder(files.merging(["m.yaml": yaml]) { $1 }) { folder in folder.message { try folder.model(set: set) } }
}

func experimentMessage(_ yaml: String, model: String = "name: m") throws -> String {
  try withFolder(["e.yaml": yaml, "m.yaml": model]) { folder in
    folder.message {
      let experiment = try folder.experiment()
      for point in experiment.points { _ = try experiment.load(point: point) }
    }
  }
}

/// The project's own files.
enum Project {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let cloudPhysics = root + "/../shared/traces/cloudphysics.csv"
  static let tpcc = root + "/../shared/traces/tpcc-small.trace"
  static let hasTraces = FileManager.default.fileExists(atPath: cloudPhysics)
}

extension Project {
  /// Names of the shipped models that can be read here.
  static var models: [String] { allModels.filter { hasTraces || !$0.hasPrefix("trace") } }
  static var allModels: [String] { files("Models") }
  static var experiments: [String] { files("Experiments") }

  private static func files(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }
}
