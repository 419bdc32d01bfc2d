import ConsistencyOracle
import Interconnect
import SCSIWire

/// Which write lies on each block, as a captured run shows it: the oracle forgets versions as soon as they can do no harm.
///
/// Only watches. In a run that nobody judges no write has a name, and everything reads as never written.
struct MediumImage: Sendable {
  private struct Address: Hashable {
    var unit: UInt32
    var block: UInt64
  }

  private var versions: [Address: Version] = [:]  // tidy: asked for one address at a time, never gone through
  /// What reads took that have not been answered, by label.
  private var taken: [UInt64: [Version?]] = [:]  // tidy: asked for one label at a time, never gone through

  mutating func write(_ version: Version?, to blocks: LogicalBlocks, of unit: UInt32) {
    for block in blocks.range { versions[Address(unit: unit, block: block)] = version }
  }

  mutating func read(_ blocks: LogicalBlocks, of unit: UInt32, by label: UInt64) {
    precondition(taken[label] == nil, "a read takes its data once")
    taken[label] = blocks.range.map { versions[Address(unit: unit, block: $0)] }
  }

  /// What the read took, once: its answer leaves now.
  mutating func takeRead(by label: UInt64) -> [Version?] { taken.removeValue(forKey: label) ?? [] }
}

extension LogicalBlocks {
  fileprivate var range: Range<UInt64> { address..<address + UInt64(count) }
}

extension StorageWorld {
  /// A command put its data on the medium, or took it from there.
  @inline(__always)
  mutating func captureMediaAccess(_ label: UInt64, turn: Turn) {
    if turn.observer.pointee.isCapturing { recordMediaAccess(label, turn) }
  }

  @inline(never)
  private mutating func recordMediaAccess(_ label: UInt64, _ turn: Turn) {
    guard let command = judge.writtenCommand(label) else { return }
    let unit = judge.files[judge.slot(label)].unit
    switch command.content {
    case .command(.write(let blocks)): turn.observer.pointee.medium.write(command.version, to: blocks, of: unit)
    case .command(.read(let blocks)): turn.observer.pointee.medium.read(blocks, of: unit, by: label)
    default: break
    }
  }
}
