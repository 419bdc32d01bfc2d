import ConsistencyOracle
import EventEngine
import PlainText
import Reservations
import SCSIWire
import StorageModel

/// What is told at the end of a service: what became of the commands of real initiators.
public struct LiveReport {
  private let array: LiveArray

  public init(_ array: LiveArray) { self.array = array }

  public var lines: [String] {
    let (counts, oracle) = (array.world.counts, array.world.oracle.counts)
    var lines = ["", "\(array.plan.configuration.name): served for \(TimeText.seconds(array.now - .zero))", ""]
    lines.append(
      "I/O      \(NumberText.counted(oracle.reads, "read")), \(NumberText.counted(oracle.writes, "write")), "
        + "\(NumberText.counted(counts.aborts, "command")) aborted")
    lines.append(
      "refused  \(NumberText.counted(counts.reservationConflicts, "reservation conflict")), "
        + "\(NumberText.counted(counts.unitAttentions, "unit attention"))")
    lines.append("orphans  \(Verdict.orphans(counts))")
    let told = ViolationRepetitions(array.world.oracle.violations).all.prefix(Self.violationsShown)
    lines += told.map { Self.line($0, of: array) }
    let more = Int(array.world.oracle.violationCount) - told.reduce(0) { $0 + $1.count }
    if more > 0 { lines.append("         and \(NumberText.grouped(UInt64(more))) more") }
    return lines + ["", Verdict.leak(oracle) ?? "no stale write"] + Verdict.violation(oracle.barrierViolations)
  }

  private static let violationsShown = 10

  /// What became of the commands so far, in one line.
  public var summary: String {
    let (counts, oracle) = (array.world.counts, array.world.oracle.counts)
    return "\(NumberText.counted(UInt64(array.world.liveAttempts), "command")) under way; orphans "
      + "\(Verdict.orphans(counts)); \(Verdict.leak(oracle) ?? "no stale write")"
  }

  /// The same for one that may have repeated itself.
  public static func line(_ told: ViolationRepetitions.Told, of array: LiveArray) -> String {
    line(told.first, of: array)
      + (told.count > 1 ? "; \(told.count) times until \(TimeText.seconds(told.last - .zero))" : "")
  }

  /// `stale write: LUN 0, block 8, at 12.000 s: ... `
  public static func line(_ violation: Violation, of array: LiveArray) -> String {
    var text =
      "\(violation.kind.words): LUN \(violation.unit), \(blocks(violation.blocks)), at \(TimeText.seconds(violation.at - .zero))"
    if let attempt = violation.attempt {
      text += ": sent at \(TimeText.seconds(attempt.sentAt - .zero)) by \(name(attempt.nexus, of: array))"
    }
    if let other = violation.other, let nexus = other.acknowledgedByNexus, let at = other.acknowledgedAt {
      text += ", over what \(name(nexus, of: array)) had acknowledged at \(TimeText.seconds(at - .zero))"
    }
    if let barrier = violation.barrier {
      text += ", after the GOOD of its PREEMPT at \(TimeText.seconds(barrier.goodAt - .zero))"
    }
    return text
  }

  private static func blocks(_ range: Range<UInt64>) -> String {
    range.count == 1 ? "block \(range.lowerBound)" : "blocks \(range.lowerBound) to \(range.upperBound - 1)"
  }

  private static func name(_ nexus: UInt32, of array: LiveArray) -> String {
    let entry = array.nexus(NexusID(nexus))
    let initiator =
      switch entry.initiatorPort {
      case .iSCSI(let name, let isid): isid.map { "\(name),i,0x\(String($0, radix: 16))" } ?? name
      case .fibreChannel(let port): "0x" + String(port, radix: 16)
      case .sas(let address): "0x" + String(address, radix: 16)
      }
    return "\(initiator) through \(array.portNames[Int(entry.targetPort) - 1])"
  }
}
