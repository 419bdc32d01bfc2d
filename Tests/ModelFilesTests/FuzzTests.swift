import Foundation
import ModelFiles
import TestSupport
import Testing

/// SplitMix64: mutations are the same on every machine.
/// Bytes that mean something to YAML, to quantities and to traces.
private let meaningful = Array("{}[]:,-#&*!|>'\"%@`?~<\n\t 0159.esmKGB/\u{FF}\0".utf8) + [0xFF, 0xC3]

private func mutated(_ text: [UInt8], _ dice: inout SeededGenerator) -> [UInt8] {
  var bytes = text
  for _ in 0...dice.below(4) where !bytes.isEmpty {
    let position = dice.below(bytes.count)
    let end = min(bytes.count, position + 1 + dice.below(12))
    switch dice.below(5) {
    case 0: bytes[position] = meaningful[dice.below(meaningful.count)]
    case 1: bytes.insert(meaningful[dice.below(meaningful.count)], at: position)
    case 2: bytes.removeSubrange(position..<end)
    case 3: bytes.insert(contentsOf: Array(bytes[position..<end]), at: dice.below(bytes.count))
    default:
      let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
      bytes = Array((line + [line[dice.below(line.count)]]).joined(separator: [UInt8(ascii: "\n")]))
    }
  }
  return bytes
}

@Suite struct FuzzTests {
  /// A diagnostic says where (a file, in nearly all cases with a line) and what.
  private func check(_ error: any Error, _ seed: UInt64) {
    guard let error = error as? ModelFileError else {
      Issue.record("seed \(seed): \(error)")
      return
    }
    #expect(!error.diagnostics.isEmpty, "seed \(seed)")
    for diagnostic in error.diagnostics {
      #expect(!diagnostic.location.file.isEmpty && !diagnostic.message.isEmpty, "seed \(seed)")
      if let line = diagnostic.location.line { #expect(line >= 1 && diagnostic.location.column ?? 1 >= 1, "seed \(seed)") }
    }
  }

  @Test("A mutated model gives a model or a positioned error", arguments: ["dual-fabric", "rewrite-race", "trace-replay"])
  func models(name: String) throws {
    let text = try Data(contentsOf: URL(fileURLWithPath: Project.root + "/Models/\(name).yaml"))
    // Without comments more mutations hit something that matters.
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "#" } }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    try withFolder([:]) { folder in
      var models = 0
      for seed in 0..<400 as Range<UInt64> {
        var dice = SeededGenerator(seed: seed)
        try folder.write("m.yaml", mutated(bytes, &dice))
        do {
          _ = try folder.model(set: seed % 2 == 0 ? [] : ["faults.stall.for=1s", "array.media.servers=2"])
          models += 1
        } catch {
          check(error, seed)
        }
      }
      // The mutations are small enough that some are harmless, unless the trace is not there.
      if name == "dual-fabric" { #expect(models > 0 && models < 400) }
    }
  }

  @Test func `A mutated experiment gives a plan or a positioned error`() throws {
    let text = try Data(contentsOf: URL(fileURLWithPath: Project.root + "/Experiments/barriers.yaml"))
    let model = try Data(contentsOf: URL(fileURLWithPath: Project.root + "/Models/dual-fabric.yaml"))
    try withFolder([:]) { folder in
      try folder.write("Models/dual-fabric.yaml", Array(model))
      for seed in 0..<300 as Range<UInt64> {
        var dice = SeededGenerator(seed: seed)
        try folder.write("Experiments/e.yaml", mutated(Array(text), &dice))
        do {
          let experiment = try folder.experiment("Experiments/e.yaml")
          for point in experiment.points.prefix(3) { _ = try experiment.load(point: point) }
        } catch {
          check(error, seed)
        }
      }
    }
  }

  @Test func `A mutated trace gives commands or a positioned error`() throws {
    let lines = (0..<20).map { "1,\(1000 + $0 * 7),\($0 % 3 == 0 ? "28" : "2a"),\(512 * ($0 + 1)),\($0 * 99)" }
    let text = Array(("version,time,op,size,lbn\n" + lines.joined(separator: "\n")).utf8)
    try withFolder(["m.yaml": "workload: { trace: { file: t, format: cloudphysics } }"]) { folder in
      for seed in 0..<500 as Range<UInt64> {
        var dice = SeededGenerator(seed: seed)
        try folder.write("t", mutated(text, &dice))
        do {
          _ = try folder.model()
        } catch {
          check(error, seed)
        }
      }
    }
  }
}
