import BlockDevice
import SCSIWire
import Testing

@Suite struct RandomBytesTests {
  /// Initiators send anything: whatever decodes has to be answered; what a check lets through must not be refused when its data
  /// are there, but for what the data say.
  @Test func noCommandAndNoDataTrap() {
    let codes = OperationCode.allCases
    for seed in 0..<4 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var disk = plainDisk(blockCount: 300)
      for step in 0..<1500 {
        // Small numbers in the long fields, or nearly every address would be out of range.
        var cdb: [UInt8] = (0..<16).map { _ in generator.flip() ? generator.number(in: 0...255) : 0 }
        cdb[0] = codes[generator.number(in: 0..<codes.count)].rawValue
        guard let command = try? Command.decode(cdb: cdb, parameterList: [UInt8](repeating: 0, count: 24)) else { continue }
        let needed = disk.dataOutLength(of: command)
        guard needed <= 1 << 16 else {
          _ = disk.check(command)
          continue
        }
        let data: [UInt8] = (0..<needed).map { _ in generator.flip() ? generator.number(in: 0...255) : 0 }
        let refusal = disk.check(command, announced: needed)
        let outcome = disk.execute(command, dataOut: data, port: step % 2)
        if let refusal { #expect(outcome.completion == refusal, "seed \(seed), step \(step), \(command)") }
        if outcome.completion.status != .good { #expect(outcome.dataIn.isEmpty, "seed \(seed), step \(step), \(command)") }
        if case .startStopUnit = command { disk = plainDisk(blockCount: 300) }
      }
    }
  }
}
