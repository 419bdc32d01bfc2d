import Testing

@testable import EventEngine

@Suite struct RandomTests {
  /// The published known answers of Random123's kat_vectors for philox4x32-10.
  @Test(arguments: [
    (SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0), SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    (
      SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max), SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func `Philox gives the published answers`(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>) {
    #expect(Philox4x32.block(counter: counter, key: key) == answer)
  }

  @Test func `each part of an address changes the draw`() {
    func draw(
      seed: UInt64 = 1, replication: UInt32 = 2, branch: UInt32 = 3, entity: UInt32 = 4, purpose: UInt32 = 5, index: UInt64 = 6
    ) -> UInt64 {
      RandomSource(seed: seed, replication: replication, branch: branch).bits(entity: entity, purpose: purpose, index: index)
    }
    let draws = [
      draw(), draw(seed: 2), draw(seed: 1 << 32 | 1), draw(replication: 3), draw(branch: 4), draw(entity: 5), draw(purpose: 6),
      draw(index: 7), draw(index: 1 << 32 | 6), draw(entity: 5, purpose: 4), draw(replication: 3, branch: 2),
    ]
    #expect(Set(draws).count == draws.count)
    #expect(draw() == draw())
  }

  @Test func `a quarter of a million addresses give as many different draws`() {
    var draws: [UInt64] = []
    for replication in 0..<4 as Range<UInt32> {
      for branch in 0..<4 as Range<UInt32> {
        let source = RandomSource(seed: 42, replication: replication, branch: branch)
        for entity in 0..<16 as Range<UInt32> {
          for purpose in 0..<8 as Range<UInt32> {
            for index in 0..<128 as Range<UInt64> { draws.append(source.bits(entity: entity, purpose: purpose, index: index)) }
          }
        }
      }
    }
    // By chance alone two of 2^18 64-bit words are equal in one of 2^29 such samples.
    draws.sort()
    #expect(!zip(draws, draws.dropFirst()).contains { $0 == $1 })
  }

  /// Pearson's chi-square over 256 cells. 255 degrees of freedom: above 377.1 with probability 10^-6, below 161.4 likewise.
  private func chiSquare(_ uniform: (Int) -> Double) -> Double {
    let draws = 65_536
    var cells = [Int](repeating: 0, count: 256)
    for index in 0..<draws { cells[Int(uniform(index) * 256)] += 1 }
    let expected = Double(draws) / 256
    return cells.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  @Test func `uniforms are uniform along every part of the address`() {
    let source = RandomSource(seed: 2026)
    let statistics = [
      chiSquare { source.uniform(entity: 1, purpose: 1, index: UInt64($0)) },
      chiSquare { source.uniform(entity: UInt32($0), purpose: 1, index: 1) },
      chiSquare { source.uniform(entity: 1, purpose: UInt32($0), index: 1) },
      chiSquare { RandomSource(seed: UInt64($0)).uniform(entity: 0, purpose: 0, index: 0) },
      chiSquare { RandomSource(seed: 1, replication: UInt32($0)).uniform(entity: 0, purpose: 0, index: 0) },
      chiSquare { RandomSource(seed: 1, branch: UInt32($0)).uniform(entity: 0, purpose: 0, index: 0) },
    ]
    for statistic in statistics { #expect((161.4...377.1).contains(statistic)) }
  }

  @Test func `a uniform and its antithesis are inside the open interval and exact`() {
    let source = RandomSource(seed: 3)
    for index in 0..<10_000 as Range<UInt64> {
      let u = source.uniform(entity: 0, purpose: 0, index: index)
      #expect(u > 0 && u < 1 && 1 - (1 - u) == u)
      #expect(UInt64(u * 0x1p53) % 2 == 1)
    }
  }
}
