import ReservationReference
import Reservations
import SCSIWire

/// The reference and the code under test, which live through the same steps.
struct Pair {
  var reference: ReferenceUnit
  var core: CoreUnit

  init(_ settings: ReferenceUnit.Settings) {
    reference = ReferenceUnit(settings)
    core = CoreUnit(settings)
  }

  /// Both take the step; says what differs then, in words.
  mutating func perform(_ step: Step) -> String? {
    let expected = reference.perform(step)
    let found = core.perform(step)
    if let complaint = core.complaint { return complaint }
    if expected.completion != found.completion {
      return "answer: \(words(expected.completion)) by the rules, \(words(found.completion)) found"
    }
    if expected.aborted != found.aborted { return "aborted: \(expected.aborted) by the rules, \(found.aborted) found" }
    if expected.abortedWithStatus != found.abortedWithStatus {
      return "TASK ABORTED: \(expected.abortedWithStatus) by the rules, \(found.abortedWithStatus) found"
    }
    if expected.data != found.data, let difference = dataDifference(step, expected.data, found.data) { return difference }
    return stateDifference ?? core.access.brokenInvariant.map { "invariant: \($0)" }
  }

  private func words(_ completion: Completion?) -> String {
    guard let completion else { return "enabled" }
    return completion.status == .checkCondition ? "\(completion.sense)" : "\(completion.status)"
  }

  /// The standard does not say in which order registrations and reservations are listed.
  private func dataDifference(_ step: Step, _ expected: [UInt8], _ found: [UInt8]) -> String? {
    let difference = "data: \(hexadecimal(expected)) by the rules, \(hexadecimal(found)) found"
    guard case .command(_, let cdb, _) = step, cdb[1] != 2, expected.count == found.count,
      expected.prefix(8) == found.prefix(8)
    else { return difference }
    let length = expected.count < 8 ? 0 : expected[4...7].reduce(0) { $0 << 8 | Int($1) }
    // What the allocation length has cut off may be another item.
    guard expected.count == 8 + length else { return nil }
    return items(of: expected, action: cdb[1]) == items(of: found, action: cdb[1]) ? nil : difference
  }

  private func items(of data: [UInt8], action: UInt8) -> [String] {
    var rest = data.dropFirst(8)
    var items: [String] = []
    while !rest.isEmpty {
      let length =
        switch action {
        case 0: 8
        case 1: 16
        // The length of the TransportID is in bytes 20 to 23 of a full status descriptor.
        default: 24 + rest.dropFirst(20).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
      items.append(hexadecimal(Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return items.sorted()
  }
}

extension ReferenceUnit {
  mutating func perform(_ step: Step) -> Outcome {
    switch step {
    case .logIn(let index): return loggedIn(Names.nexuses[index])
    case .loseNexus(let index): return isKnown(index) ? nexusLost(Names.nexuses[index]) : Outcome()
    case .command(let index, let cdb, let list):
      return isKnown(index) ? begin(cdb: cdb, parameterList: list, from: Names.nexuses[index]) : Outcome()
    case .receive(let tag, let index):
      if isKnown(index) { received(tag: tag, from: Names.nexuses[index]) }
      return Outcome()
    case .begin(let tag, let cdb): return begun(tag: tag, cdb: cdb)
    case .finish(let tag):
      finished(tag: tag)
      return Outcome()
    case .abortTaskSet(let index):
      return isKnown(index) ? tasksCleared(of: [Names.nexuses[index]], by: Names.nexuses[index]) : Outcome()
    case .clearTaskSet(let index):
      return isKnown(index) ? tasksCleared(of: knownNexuses, by: Names.nexuses[index]) : Outcome()
    case .resetLogicalUnit: return logicalUnitReset()
    case .resetTarget: return targetReset()
    case .losePower: return powerLost()
    case .finishRestore:
      restored()
      return Outcome()
    case .loseInformation:
      informationLost()
      return Outcome()
    case .restart: return restarted()
    }
  }

  private func isKnown(_ index: Int) -> Bool { knownNexuses.contains(Names.nexuses[index]) }
}
