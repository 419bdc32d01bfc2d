import Barriers
import Foundation
import Reservations
import StorageModel
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct KeyTests {
  private static var rows: [KeyRow] { KeyRow.ofModel + KeyRow.ofExperiment + KeyRow.ofLaw }

  @Test func `Every key has one line of help, and no path is described twice`() {
    for row in Self.rows {
      #expect(!row.key.help.isEmpty && !row.key.help.contains("\n") && !row.key.help.hasSuffix("."), "\(row.name)")
    }
    let names = KeyRow.ofModel.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test(
    "Defaults of the field are shown with their source",
    arguments: [
      // Values and sources as multipath-tools, Linux and vendors publish them.
      ("hosts.multipath.polling_interval", "5s", "multipath-tools defaults.h"),
      ("hosts.multipath.max_polling_interval", "20s", "multipath-tools defaults.h"),
      ("hosts.multipath.fast_io_fail_tmo", "5s", "multipath-tools defaults.h"),
      ("hosts.multipath.checker_timeout", "30s", "multipath.conf(5)"),
      ("hosts.multipath.path_selector", "service-time", "multipath.conf(5)"),
      ("hosts.scsi.command_timeout", "30s", "Linux sd.h"), ("hosts.scsi.retries", "5", "Linux sd.h"),
      ("hosts.scsi.eh_timeout", "10s", "Linux scsi.h"), ("fabric.r_a_tov", "10s", "Linux fc_fs.h"),
      ("fabric.hold_time", "2s", "E_D_TOV: Linux fc_fs.h"),
    ])
  func sources(key: String, standard: String, source: String) throws {
    let row = try #require(KeyRow.ofModel.first { $0.name == key })
    #expect(row.key.standard == .value(.plain(standard)))
    #expect(row.key.source == source)
  }

  @Test func `A default that is written out changes nothing`() throws {
    try withFolder(["m.yaml": "name: unnamed"]) { folder in
      let expected = fingerprint(ModelConfiguration())
      let kinds = ["workload.open", "workload.rewrite", "workload.trace", "faults.NAME"]
      for row in KeyRow.ofModel where !kinds.contains(where: row.name.hasPrefix) {
        guard case .value(let value) = row.key.standard else { continue }
        let read = try folder.model(set: ["\(row.name)=\(value.flow)"])
        #expect(fingerprint(read.configuration) == expected, "\(row.name)")
      }
    }
  }

  @Test func `What has a key without a default must be written`() throws {
    for key in ["name", "at"] { #expect(Self.rows.contains { $0.name == "faults.NAME.\(key)" && $0.key.standard == .required }) }
    #expect(KeyRow.ofExperiment.filter { $0.key.standard == .required }.map(\.name) == ["model"])
  }

  /// Dotted paths of keys in the texts of the model's own sources.
  private static func mentionedKeyPaths() throws -> [String] {
    let root = URL(fileURLWithPath: Project.root + "/Sources/Model").resolvingSymlinksInPath().path
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    let top = ModelConfiguration.shape().entries.flatMap(\.keys).map(\.name)
    var paths: [String] = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: root + "/" + file, encoding: .utf8)
      guard text.contains("ConfigurationError(") || text.contains("[ConfigurationError]") else { continue }
      for literal in text.matches(of: /"(?:[^"\\\n]|\\.)*"/) {
        let plain = literal.output.replacing(/\\\([^()]*(\([^()]*\))*[^()]*\)/, with: "0")
        // Not names of parts, such as array.controller0.
        for path in plain.matches(of: /[a-z_]+(\.[a-z_]+)+(?![a-z_0-9])/)
        where top.contains(String(path.output.0.prefix { $0 != "." })) {
          paths.append(String(path.output.0))
        }
      }
    }
    return paths
  }

  @Test func `Every key path that a judgement of the whole mentions is one of a file`() throws {
    let known = KeyRow.ofModel.map(\.name)
    let mentioned = try Self.mentionedKeyPaths()
    #expect(mentioned.count > 20, "the sources were not found, or say nothing")
    #expect(mentioned.filter { !known.contains($0) } == [])
  }

  @Test func `What is wrong with a drawn model is said of a key that it can have`() throws {
    let known = KeyRow.ofModel.map(\.name)
    var judged = 0
    try withFolder(Drawing.files) { folder in
      for seed in seeds(100) {
        var drawing = Drawing(seed: seed)
        try folder.write("m.yaml", Array(drawing.value(ModelConfiguration.shape()).document.utf8))
        var configuration = try folder.model().configuration
        // The judgement lays out every path before it counts them.
        configuration.array.controllers = min(configuration.array.controllers, 70)
        configuration.array.portsPerController = min(configuration.array.portsPerController, 70)
        var statements = configuration.warnings
        do throws(ConfigurationError) { _ = try Plan(configuration) } catch { statements.append(error) }
        judged += statements.count
        for statement in statements {
          let path = statement.keyPath.replacing(/\[[0-9]+\]/, with: ".NAME")
          #expect(known.contains(path) || path == "faults.NAME", "seed \(seed): \(statement)")
        }
      }
    }
    #expect(judged > 50)
  }
}

@Suite struct KeyListTests {
  @Test func `The list fits the width of a terminal`() throws {
    for isExplained in [false, true] {
      let lines = try KeyList(isExplained: isExplained).text.split(separator: "\n")
      #expect(lines.filter { $0.count > 128 } == [])
      #expect(lines.filter { $0.hasSuffix(" ") } == [])
    }
  }

  @Test func `Every word that a file can have is in it`() throws {
    let lines = try KeyList().text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces).prefix { $0 != " " } }
    var words = BarrierMethod.allCases.map(\.name) + ReservationProfile.all.map(\.name)
    words += OverlapRule.allCases.map(\.rawValue) + PathSelector.allCases.map(\.rawValue)
    words += TimeoutPolicy.allCases.map(\.rawValue) + Transport.allCases.map(\.rawValue)
    words += TransferMode.allCases.map(\.rawValue) + ArrayDefect.allCases.map(\.rawValue)
    words += ArrivalProcess.allCases.map(\.rawValue) + PortStage.allCases.map(\.rawValue)
    words += TraceFormat.allCases.map(\.rawValue) + ["unlimited", "queue", "fail", "uniform", "sequential", "spc-2", "spc-4"]
    for word in words { #expect(lines.contains { $0 == word }, "\(word)") }
  }

  @Test func `A line has path, default, kind of value and source`() throws {
    let line = try KeyList(prefix: "hosts.scsi").text.split(separator: "\n").first { $0.hasPrefix("hosts.scsi.command_timeout") }
    #expect(
      line?.matches(of: /\S+( \S+)*/).map { String($0.output.0) } == [
        "hosts.scsi.command_timeout", "30s", "duration above 0", "Linux sd.h",
      ])
  }

  private func keys(_ prefix: String) throws -> [String] {
    try KeyList(prefix: prefix).text.split(separator: "\n").filter { !$0.hasPrefix(" ") && $0.contains("  ") }
      .map { String($0.prefix { $0 != " " }) }.filter { !["KEY", "duration", "size", "rate"].contains($0) }
  }

  @Test(
    "A prefix selects what begins with it",
    arguments: [
      ("hosts.multipath.p", ["hosts.multipath.path_selector", "hosts.multipath.polling_interval"]),
      ("workload.open", ["workload.open", "workload.open.rate", "workload.open.arrivals"]),
      ("faults[0].media_slow.f", ["faults.NAME.media_slow.factor", "faults.NAME.media_slow.for"]),
      ("faults.media_slow.fa", ["faults.NAME.media_slow.factor"]),
      ("faults.mine.port_stall.stage", ["faults.NAME.port_stall.stage"]),
      ("faults.mine.media_slow.fa", ["faults.NAME.media_slow.factor"]),
      ("array.media.read.lognormal", ["lognormal", "lognormal.median", "lognormal.sigma"]), ("replications", ["replications"]),
      ("name", ["name", "name"]),
    ])
  func prefixes(prefix: String, expected: [String]) throws {
    #expect(try keys(prefix) == expected)
  }

  @Test(
    "What begins no key is an error that says what was meant",
    arguments: [
      ("hosts.multipth", "hosts.multipath"), ("fast_io_fail_tmo", "hosts.multipath.fast_io_fail_tmo"),
      ("host.count", "hosts.count"), ("round-robin", "hosts.multipath.path_selector"),
      ("array.medai.servers", "array.media.servers"),
      ("zzzzzz", nil), ("", nil),
    ])
  func unknown(prefix: String, meant: String?) throws {
    let error = try #require(throws: UnknownKeyError.self) { try KeyList(prefix: prefix) }
    let hint = meant.map { " (did you mean '\($0)'?)" } ?? ""
    #expect(
      "\(error)" == "unknown key '\(prefix)'; expected the beginning of a key path, such as hosts.multipath" + hint)
  }

  @Test func `A single key is explained`() throws {
    let text = try KeyList(prefix: "run.warm_up").text
    #expect(text.contains("\n    what arrives before is simulated, but not counted in latencies\n"))
  }
}
