import Foundation
import StorageModel
import TestSupport
import Testing

@testable import ModelFiles

/// An outside judge: the Python package jsonschema.
private enum Judge {
  private static let script = """
    import json, sys, yaml, jsonschema
    request = json.load(sys.stdin)
    schema = json.loads(request["schema"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    def problems(text):
        try: document = yaml.safe_load(text)
        except yaml.YAMLError as error: return "not YAML"
        return "; ".join(e.json_path + ": " + e.message for e in validator.iter_errors(document))
    json.dump([problems(text) for text in request["documents"]], sys.stdout)
    """

  static let isThere = (try? run(["-c", "import jsonschema, yaml; jsonschema.Draft202012Validator"], input: Data()))?.status == 0

  private static func run(_ arguments: [String], input: Data) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (standardInput, standardOutput, Pipe())
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: input)
    try standardInput.fileHandleForWriting.close()
    let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  /// What the validator says of each document; empty text if nothing.
  static func problems(_ schema: String, _ documents: [String]) throws -> [String] {
    let request = try JSONSerialization.data(withJSONObject: ["schema": schema, "documents": documents] as [String: Any])
    let (status, output) = try run(["-c", script], input: request)
    #expect(status == 0)
    return try #require(try JSONSerialization.jsonObject(with: output) as? [String])
  }
}

@Suite struct SchemaTests {
  @Test(
    "The schema in Docs is the one that the command prints",
    arguments: [("model", Schema.model), ("experiment", Schema.experiment)])
  func committed(name: String, schema: String) throws {
    let text = try String(contentsOfFile: Project.root + "/Docs/schema/\(name).json", encoding: .utf8)
    #expect(text == schema, "weir schema \(name) > Docs/schema/\(name).json")
  }

  @Test("The head line of a shipped file points an editor at its schema", arguments: ["Models", "Experiments"])
  func headLines(folder: String) throws {
    let names = folder == "Models" ? Project.allModels : Project.experiments
    #expect(!names.isEmpty)
    for name in names {
      let text = try String(contentsOfFile: "\(Project.root)/\(folder)/\(name)", encoding: .utf8)
      let schema = folder == "Models" ? "model" : "experiment"
      #expect(text.hasPrefix("# yaml-language-server: $schema=../Docs/schema/\(schema).json\n"), "\(name)")
    }
  }

  @Test func `A key has its help, default, source and units in the schema`() throws {
    let root = try #require(try JSONSerialization.jsonObject(with: Data(Schema.model.utf8)) as? [String: Any])
    func property(_ name: String, of schema: [String: Any]) throws -> [String: Any] {
      try #require((schema["properties"] as? [String: Any])?[name] as? [String: Any])
    }
    let multipath = try property("multipath", of: property("hosts", of: root))
    let timeout = try property("fast_io_fail_tmo", of: multipath)
    #expect(timeout["default"] as? String == "5s")
    let description = try #require(timeout["description"] as? String)
    #expect(description.contains("from the loss of a link"))
    #expect(description.contains("(multipath-tools defaults.h)"))
    #expect(description.contains("ns, us, ms, s, min, h"))
  }
}

@Suite(.enabled(if: Judge.isThere, "python3 with the packages jsonschema and PyYAML is not installed"))
struct SchemaJudgementTests {
  @Test("Shipped files are valid", arguments: [("Models", Schema.model), ("Experiments", Schema.experiment)])
  func shipped(folder: String, schema: String) throws {
    let names = folder == "Models" ? Project.allModels : Project.experiments
    let documents = try names.map { try String(contentsOfFile: "\(Project.root)/\(folder)/\($0)", encoding: .utf8) }
    #expect(try Judge.problems(schema, documents) == names.map { _ in "" })
  }

  @Test func `What the descriptions allow is valid`() throws {
    var drawings = (0..<200 as Range<UInt64>).map { Drawing(seed: $0) }
    let documents = drawings.indices.map { drawings[$0].value(ModelConfiguration.shape()).document }
    for (document, problem) in zip(documents, try Judge.problems(Schema.model, documents)) where !problem.isEmpty {
      Issue.record("\(problem)\n\(document)")
    }
  }

  private func check(_ schema: String, _ bad: [String], unseen: [String: String]) throws {
    let problems = try Judge.problems(schema, bad)
    for (document, problem) in zip(bad, problems) {
      let isUnseen = unseen[document] != nil
      #expect(problem.isEmpty == isUnseen, "\(document): '\(problem)' \(unseen[document] ?? "")")
    }
    #expect(unseen.keys.filter { !bad.contains($0) }.sorted() == [], "no longer tested")
  }

  @Test func `Models that the tests call wrong are refused, but for what no schema can see`() throws {
    let bad = (ModelErrorTests.wrongModels + ModelErrorTests.wrongFaults).map(\.0)
    try check(
      Schema.model, bad,
      unseen: [
        "workload: { trace: { file: t.csv, format: mqsim } }": "that a file is not there",
        "faults:\n- { name: a, at: 1s, media_slow: { factor: 2, for: 1s } }\n"
          + "- { name: a, at: 2s, media_slow: { factor: 2, for: 1s } }": "names that do not differ",
        "array: { task_aborted_status: yes }": "YAML 1.1, which the judge's parser reads, has more words for true",
      ])
  }

  @Test func `Laws that the tests call wrong are refused, but for what no schema can see`() throws {
    func document(_ law: String) -> String { "array: { media: { read: \(law) } }" }
    let unseen = [
      "{ uniform: { from: 2ms, to: 2ms } }": "one value against another",
      "{ normal: { mean: 5ms, deviation: 1ms, from: 3s, to: 1s } }": "one value against another",
      "{ empirical: { file: none.txt, unit: us } }": "that a file is not there",
    ]
    try check(
      Schema.model, DistributionTests.badLaws.map { document($0.0) },
      unseen: Dictionary(uniqueKeysWithValues: unseen.map { (document($0.key), $0.value) }))
  }

  @Test func `Quantities that the tests call wrong are refused, but for what no schema can see`() throws {
    var bad = QuantityTests.badDurations.map { "run:\n  warm_up: \($0.0)" }
    bad += QuantityTests.badSizes.map { "workload: { working_set: \($0.0) }" }
    bad += QuantityTests.badRates.map { "workload: { open: { rate: \($0.0) } }" }
    let range = "the range of 64 bits of the smallest unit"
    try check(
      Schema.model, bad,
      unseen: [
        "run:\n  warm_up: 1e300h": range, "run:\n  warm_up: 1e999s": range, "run:\n  warm_up: 9223372037s": range,
        "run:\n  warm_up: 0.1ns": range,
        "workload: { working_set: 0.2B }": range, "workload: { working_set: 1e9TiB }": range,
      ])
  }

  @Test func `Experiments that the tests call wrong are refused, but for what no schema can see`() throws {
    let levels = "levels that are the same, unknown, or shared by two factors: one part of the file against another"
    let files = "that a file is not there"
    let runs = "how many runs there would be"
    var unseen: [String: String] = [:]
    for (yaml, message) in ExperimentTests.badExperiments {
      // The reason is told by the message, so that the table of the other test says it once.
      let reasons = [
        ("appears more than once", levels), ("unknown factor", levels), ("unknown level", levels), ("set by factor", levels),
        ("would replace", "the order of factors"),
        ("no point is left", levels), ("cannot read", files), ("too many runs", runs),
        ("unknown key 'cuont'", "key paths of a listed point, which may be names of factors"),
      ]
      if let reason = reasons.first(where: { message.contains($0.0) }) { unseen[yaml] = reason.1 }
    }
    try check(Schema.experiment, ExperimentTests.badExperiments.map(\.0), unseen: unseen)
  }
}
