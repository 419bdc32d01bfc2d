/// Layers 0 to 2: values only, and the same on every machine.
private let pureTargets = [
  "EventEngine", "SCSIWire", "ISCSIWire", "Reservations", "Sampling", "Statistics", "ConsistencyOracle", "Barriers",
  "ReservationReference", "Interconnect", "FabricModel", "HostModel", "ArrayModel", "ClusterModel", "StorageModel",
]

@Sendable private func isPure(_ file: TextFile) -> Bool {
  file.isSwift && file.sourceTarget.map(pureTargets.contains) == true
}
@Sendable private func isSwift(_ file: TextFile) -> Bool { file.isSwift }
@Sendable private func isSwiftSource(_ file: TextFile) -> Bool { file.isSwift && file.sourceTarget != nil }

/// Where a person waits, the wall clock may be read.
@Sendable private func isTimeless(_ file: TextFile) -> Bool {
  file.isSwift && !["weir", "weir-bench", "Experiments"].contains(file.sourceTarget)
}

extension Rule {
  static let bans: [Rule] = [
    ban(
      "no wall clock outside the command line and the runner: use the engine's Instant",
      #"\bDate\(|\bDate\.now|\b(Continuous|Suspending|System)Clock\b|\bDispatchTime\b|\bclock_gettime\b|\bgettimeofday\b"#,
      in: isTimeless, offending: "let t = ContinuousClock().now", harmless: "let t = now // not Date()"),
    ban(
      "no sleeping in tests: wait for what is waited for", #"\b(sleep|usleep|nanosleep)\("#,
      in: { $0.path.hasPrefix("Tests/") && $0.isSwift }, at: "Tests/ATests/Sample.swift",
      offending: "try await Task.sleep(for: .seconds(1))", harmless: "process.waitUntilExit()"),
    ban(
      "no chance but the engine's: use a random address",
      #"\.random\(|\.shuffled?\(\)|\.randomElement\(\)|\bSystemRandomNumberGenerator\b|\b[dls]rand48\b"#,
      in: isSwift, offending: "let u = Double.random(in: 0..<1)", harmless: "let u = address.uniform"),
    ban(
      "no hash of the standard library, whose seed differs between processes: fold a Digest", #"\bHasher\b|\.hashValue\b"#,
      in: isSwift, offending: "return x.hashValue", harmless: "digest.fold(x)"),
    ban(
      "no try that traps: throw, or test first", #"\btry!"#, in: isSwift, offending: "let x = try! f()",
      harmless: #"let x = try f("try!")"#),
    ban(
      "no print outside the command line: return text, or throw", #"(^|[^.\w])(print|debugPrint|dump)\("#,
      in: { $0.isSwift && !["weir", "weir-bench"].contains($0.sourceTarget) }, offending: "  print(x)",
      harmless: "  sheet.print(x)"),
    ban(
      "no class in layers 0 to 2: a copy of the world must be a copy", #"\bclass [A-Z]"#, in: isPure, excusable: true,
      offending: "final class Box {}", harmless: "final class Box {}  // tidy: storage of a copy-on-write value"),
    ban(
      "no dictionary or set in layers 0 to 2, whose order differs between processes: use arrays, or say why with // tidy:",
      #"\bDictionary\b|\bSet[<(]|\[[A-Z][\w.]* ?: ?[\[(A-Z]"#, in: isPure, excusable: true,
      offending: "var byName: [String: Int] = [:]",
      harmless: "// tidy: looked up by name, never iterated\nvar byName: [String: Int] = [:]\nvar names: [String] = []"),
    ban(
      "no global state in layers 0 to 2: put it into the world",
      #"^((public|internal|private|fileprivate|package|nonisolated\(unsafe\)) )*var [^{]*$|\bstatic var [^{]*$"#,
      in: isPure, offending: "nonisolated(unsafe) var count = 0",
      harmless: "public var zero: Int { 0 }\nstatic var one: Int { 1 }\n  var two = 2"),
    ban(
      "nothing is left to be done later in a comment: do it, or write an issue", "\\b(FIXM[E]|TOD[O]|XX[X])\\b",
      in: { _ in true }, rawText: true, offending: "// " + "TO" + "DO: think", harmless: "// to do this, think"),
    ban(
      "no absolute path of somebody's machine", #"(^|[\s"'(=`])/(home|root|Users|work|tmp)/\w"#, in: { _ in true },
      rawText: true, offending: "open(" + #""/home"# + "/me/trace.csv\")", harmless: "/usr/bin/env, a/home/b"),
  ]
}
