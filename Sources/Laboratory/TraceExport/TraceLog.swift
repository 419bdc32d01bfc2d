import EventEngine
import PlainText
import SCSIWire
import StorageModel

/// A run as text, one line a record. The legend is Docs/0003.
public struct TraceLog: Sendable {
  private let plan: Plan

  public init(_ plan: Plan) { self.plan = plan }

  /// `30.134567890  timedOut  lun0 host0.hba0 -> array.controller0.port0  host0/12#0  write 4096+8`, without a line break.
  public func line(_ record: TraceRecord) -> String {
    var columns = [TimeText.seconds(record.instant, places: 9).aligned(to: 14), "\(record.kind)".padded(to: 19)]
    columns.append(subject(record).padded(to: 44))
    columns += [request(record), outcome(record)].filter { !$0.isEmpty }
    return columns.joined(separator: "  ").trimmed
  }

  private func subject(_ record: TraceRecord) -> String {
    if record.isAboutPath { return plan.topology.name(ofPath: record.entity) }
    switch record.kind {
    case .issued, .acknowledged, .failed: return "lun\(record.detail) host\(record.entity)"
    case .portEvicted: return plan.topology.name(ofPort: record.entity)
    case .faultBegan, .faultEnded: return plan.configuration.faults[record.entity].name
    case .takeoverBegan, .takeoverDone, .hostStopped: return "host\(record.entity)"
    default: return ""
    }
  }

  private func request(_ record: TraceRecord) -> String {
    if !record.command.isEmpty {
      return record.serviceActionKey == 0 ? record.command : "\(record.command) key \(hexadecimal(record.serviceActionKey))"
    }
    guard !record.blocks.isEmpty else { return "" }
    let name = record.version.map { record.isAboutPath ? "\($0.name)#\(record.ordinal)" : $0.name } ?? ""
    return "\(name)  \(record.isWrite ? "write" : "read") \(record.blocks.lowerBound)+\(record.blocks.count)"
  }

  private func outcome(_ record: TraceRecord) -> String {
    if let stage = record.heldAt { return stage.rawValue }
    if let fate = record.fate { return fate.name }
    if let frame = record.frameName { return frame }
    return record.status?.name ?? ""
  }

  private func hexadecimal(_ key: UInt64) -> String {
    let digits = String(key, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + "h"
  }
}
