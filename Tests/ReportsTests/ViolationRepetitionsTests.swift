import EventEngine
import Testing

@testable import ConsistencyOracle
@testable import Reports

@Suite struct ViolationRepetitionsTests {
  private func violation(_ kind: Violation.Kind, of sequence: UInt64 = 1, unit: UInt32 = 0, block: UInt64 = 8, at second: Int64)
    -> Violation
  {
    Violation(
      kind: kind, unit: unit, blocks: block..<block + 1, at: .zero + .seconds(second),
      write: WriteFacts(version: Version(host: 0, incarnation: 0, sequence: sequence)))
  }

  @Test func `stale reads of the same data are one thing, with their number and the last instant`() {
    let repetitions = ViolationRepetitions((1...7).map { violation(.staleRead, at: $0) })
    #expect(repetitions.all.count == 1 && repetitions.all[0].count == 7)
    #expect(repetitions.all[0].first.at == .zero + .seconds(1) && repetitions.all[0].last == .zero + .seconds(7))
  }

  @Test func `other data, another block, another unit and what is no read are other things`() {
    let others = [
      violation(.staleRead, at: 1), violation(.staleRead, of: 2, at: 2), violation(.staleRead, block: 9, at: 3),
      violation(.staleRead, unit: 1, at: 4), violation(.staleWriteOverNewer, at: 5), violation(.staleWriteOverNewer, at: 6),
    ]
    #expect(ViolationRepetitions(others).all.map(\.first) == others)
  }

  @Test func `the first is told at once, then one in ten times as many`() {
    var repetitions = ViolationRepetitions()
    let due = (1...1_000).filter { repetitions.add(violation(.staleRead, at: $0)).isDue }
    #expect(due == [1, 10, 100, 1_000])
  }
}
