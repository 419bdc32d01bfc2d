import ConsistencyOracle
import EventEngine
import ISCSIWire
import SCSIWire
import Testing

@testable import StorageModel
@testable import TraceExport

/// What READs of a capture return: the bytes that the writes wrote which they found.
@Suite struct PacketCaptureDataTests {
  private struct Block: Hashable {
    var unit: Int
    var address: UInt64
  }

  private func frame(_ exchange: UInt64, _ content: ExchangeFrame.Content) -> ExchangeFrame {
    ExchangeFrame(instant: .zero, exchange: exchange, nexus: 0, unit: 0, content: content)
  }

  /// A write of blocks 8 and 9, and a read of 9 and of 10, which nobody wrote.
  @Test func aReadShowsTheBytesOfTheWriteAndZerosWhereNoneWas() throws {
    var model = ModelConfiguration()
    model.array.transfer = .readyToTransfer
    var translator = PacketCaptureTranslator(try Plan(model))
    let version = Version(host: 1, incarnation: 0, sequence: 77)
    let frames = [
      frame(1, .command(.write(LogicalBlocks(address: 8, count: 2)), version: version)), frame(1, .transferReady),
      frame(1, .data), frame(1, .response(.good, parameterData: [])),
      frame(2, .command(.read(LogicalBlocks(address: 9, count: 2)), version: nil)),
      frame(2, .response(.good, parameterData: [], blocks: [version, nil])),
    ]
    let pdus = frames.flatMap { translator.packets(for: $0) }.map(\.pdu)
    let written = try #require(pdus.first { $0.header.opcode == .dataOut }).data
    let read = try #require(pdus.first { $0.header.opcode == .dataIn }).data
    #expect(written.count == 1024 && read.count == 1024)
    #expect(written[512...].contains { $0 != 0 })
    #expect(read[..<512] == written[512...] && read[512...].allSatisfy { $0 == 0 })
  }

  /// Writes of a stalled port land long after others replaced what they wrote; the trace says when each was applied.
  @Test func everyReadOfARunShowsWhatWasAppliedLastAlsoWhereThatIsStale() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .none, readRatio: 0.5)
    var run = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false, traces: true, captures: true))
    while run.step() {}
    var applied: [Block: [(instant: Instant, version: Version)]] = [:]
    for record in run.observer.trace where record.kind == .applied {
      let (unit, version) = (record.entity / plan.topology.nexusCount, try #require(record.version))
      for address in record.blocks { applied[Block(unit: unit, address: address), default: []].append((record.instant, version)) }
    }

    var translator = PacketCaptureTranslator(plan)
    var commands: [UInt64: Command] = [:]
    var versions: [UInt64: Version] = [:]
    // By block, the number of the newest write whose GOOD had left the array: now, and when a read arrived.
    var newest: [Block: UInt64] = [:]
    var expected: [UInt64: [Block: UInt64]] = [:]
    var (neverWritten, fresh, stale) = (0, 0, 0)
    for frame in run.observer.frames {
      let packets = translator.packets(for: frame)
      switch (frame.content, commands[frame.exchange]) {
      case (.command(let command, let version), _):
        commands[frame.exchange] = command
        versions[frame.exchange] = version
        if case .read = command { expected[frame.exchange] = newest }
      case (.response(.good, _, _), .write(let blocks)):
        let sequence = try #require(versions[frame.exchange]).sequence
        for address in blocks.address..<blocks.address + UInt64(blocks.count) {
          newest[Block(unit: frame.unit, address: address), default: 0].formMax(sequence)
        }
      case (.response(.good, _, _), .read(let blocks)):
        let data = packets.filter { $0.pdu.header.opcode == .dataIn }.flatMap(\.pdu.data)
        #expect(data.count == Int(blocks.count) * 512)
        for index in 0..<Int(blocks.count) {
          let block = Block(unit: frame.unit, address: blocks.address + UInt64(index))
          let last = applied[block]?.last { $0.instant <= frame.instant }?.version
          #expect(data[index * 512..<(index + 1) * 512].elementsEqual(bytes(of: last)))
          switch (last?.sequence ?? 0, expected[frame.exchange]?[block] ?? 0) {
          case (0, _): neverWritten += 1
          case (let shown, let acknowledged): if shown < acknowledged { stale += 1 } else { fresh += 1 }
          }
        }
      default: break
      }
    }
    #expect(neverWritten > 0 && fresh > 0 && stale > 0)
    #expect(run.world.oracle.counts.staleReads.events > 0)
  }

  /// One block of the write's version: host and incarnation in four bytes each, its number in eight.
  private func bytes(of version: Version?) -> [UInt8] {
    guard let version else { return [UInt8](repeating: 0, count: 512) }
    let word = [UInt64(version.host) << 32 | UInt64(version.incarnation), version.sequence].flatMap { half in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
    }
    return Array(repeatElement(word, count: 512 / 16).joined())
  }
}

extension UInt64 {
  fileprivate mutating func formMax(_ other: UInt64) { self = Swift.max(self, other) }
}
