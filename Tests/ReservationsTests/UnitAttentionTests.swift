import Reservations
import SCSIWire
import TestSupport
import Testing

@Suite struct UnitAttentionTests {
  @Test("Sense codes are those of SPC-4 annex F")
  func senseCodes() {
    let expected: [UnitAttention: (UInt8, UInt8)] = [
      .powerOn: (0x29, 0x01), .hardReset: (0x29, 0x02), .powerOnOrReset: (0x29, 0x00), .busDeviceReset: (0x29, 0x03),
      .nexusLoss: (0x29, 0x07),
      .reservationsPreempted: (0x2A, 0x03), .reservationsReleased: (0x2A, 0x04), .registrationsPreempted: (0x2A, 0x05),
      .modeParametersChanged: (0x2A, 0x01), .commandsCleared: (0x2F, 0x00),
    ]
    #expect(expected.count == UnitAttention.allCases.count)
    for (attention, code) in expected { #expect(attention.sense == Sense(key: 6, code: code.0, qualifier: code.1)) }
  }

  @Test("Whatever the order of establishing, resets are reported first, then lost reservations, then cleared commands")
  func precedence() {
    for seed in seeds(200) {
      var random = SeededGenerator(seed: seed)
      var queue = UnitAttentionQueue()
      var established: Set<UnitAttention> = []
      for _ in 0..<random.below(10) {
        let attention = random.pick(UnitAttention.allCases)
        queue.establish(attention)
        established.insert(attention)
      }
      let rank: [UInt8] = [0x29, 0x2A, 0x2F]
      var reported: [UnitAttention] = []
      while let attention = queue.report() { reported.append(attention) }
      let ranks = reported.map { rank.firstIndex(of: $0.sense.code)! }
      #expect(ranks == ranks.sorted(), "seed \(seed)")
      #expect(reported.count == established.count && Set(reported) == established, "seed \(seed)")
      #expect(queue.isEmpty && queue.next == nil, "seed \(seed)")
    }
  }

  @Test("Exactly the conditions of code 29h outrank a conflict", arguments: UnitAttention.allCases)
  func outranking(_ attention: UnitAttention) {
    #expect(attention.outranksConflict == (attention.sense.code == 0x29))
  }
}
