import ArgumentParser

/// On which verdicts a command ends with status 1.
struct FailureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End with status 1 if there was a leak (a stale write or a stale read), or a violation (something acted against the "
        + "promise of the barrier method); a list with commas: leak,violation.",
      valueName: "verdicts"))
  var failOn: FailureConditions?

  @Flag(help: "The same as --fail-on leak,violation.") var failOnLeak = false

  func isMet(leak: Bool, violation: Bool) -> Bool {
    let asked = (failOn?.verdicts ?? []) + (failOnLeak ? FailureConditions.Verdict.allCases : [])
    return leak && asked.contains(.leak) || violation && asked.contains(.violation)
  }
}

/// Verdicts as they are written in an argument: words with commas between them.
struct FailureConditions: ExpressibleByArgument {
  enum Verdict: String, CaseIterable { case leak, violation }

  let verdicts: [Verdict]

  init?(argument: String) {
    var verdicts: [Verdict] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let verdict = Verdict(rawValue: String(word)) else { return nil }
      verdicts.append(verdict)
    }
    self.verdicts = verdicts
  }

  static var allValueStrings: [String] { Verdict.allCases.map(\.rawValue) }
}
