import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import StorageModel

/// What became of the commands of real initiators.
struct LiveReport {
  let array: LiveArray

  var lines: [String] {
    let (counts, oracle) = (array.world.counts, array.world.oracle.counts)
    var lines = ["", "\(array.plan.configuration.name): served for \(Words.seconds(array.now - .zero))", ""]
    lines.append(
      "I/O      \(Words.count(oracle.reads, "read")), \(Words.count(oracle.writes, "write")), "
        + "\(Words.count(counts.aborts, "command")) aborted")
    lines.append(
      "refused  \(Words.count(counts.reservationConflicts, "reservation conflict")), "
        + "\(Words.count(counts.unitAttentions, "unit attention"))")
    lines.append("orphans  \(Verdict.orphans(counts))")
    lines += array.world.oracle.violations.prefix(Self.violationsShown).map { Self.line($0, of: array) }
    let more = Int(array.world.oracle.violationCount) - Self.violationsShown
    if more > 0 { lines.append("         and \(Words.grouped(UInt64(more))) more") }
    return lines + ["", Verdict.leak(oracle) ?? "no stale write"]
  }

  private static let violationsShown = 10

  /// `stale write: LUN 0, block 8, at 12.000 s: ... `
  static func line(_ violation: Violation, of array: LiveArray) -> String {
    var text =
      "\(violation.kind.words): LUN \(violation.unit), \(blocks(violation.blocks)), at \(Words.seconds(violation.at - .zero))"
    if let attempt = violation.attempt {
      text += ": sent at \(Words.seconds(attempt.sentAt - .zero)) by \(name(attempt.nexus, of: array))"
    }
    if let other = violation.other, let nexus = other.acknowledgedByNexus, let at = other.acknowledgedAt {
      text += ", over what \(name(nexus, of: array)) had acknowledged at \(Words.seconds(at - .zero))"
    }
    if let barrier = violation.barrier {
      text += ", after the GOOD of its PREEMPT at \(Words.seconds(barrier.goodAt - .zero))"
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
