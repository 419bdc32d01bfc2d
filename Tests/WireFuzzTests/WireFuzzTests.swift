import Foundation
import SCSIWire
import Testing

@testable import wire_fuzz

private let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus").path()

/// Generated inputs of each entry; `wire-fuzz` draws millions.
#if DEBUG
  private let inputCount = 500
#else
  private let inputCount = 25_000
#endif

@Suite struct WireFuzzTests {
  /// Where this ends with a trap, the file begun last is the one.
  @Test(arguments: Corpus.names(in: corpus)) func `what failed once does not fail again`(name: String) throws {
    _ = try exercise(try Corpus.input(at: corpus + "/" + name))
  }

  @Test(arguments: Entry.allCases) func `no generated input traps or breaks a promise`(entry: Entry) throws {
    var generator = Generator(seed: 2, entry: entry, corpus: try Corpus.inputs(in: corpus))
    var tally = Tally()
    for number in 0..<inputCount {
      let input = generator.next()
      do {
        tally.count(entry, try exercise(input))
      } catch {
        Issue.record("seed 2, input \(number) of \(entry.name): \(error)")
        return
      }
    }
    // Inputs that are all refused at the first check would find nothing behind it.
    #expect(tally.decoded[Int(entry.rawValue)] > inputCount / 20)
    #expect(tally.refused[Int(entry.rawValue)] > inputCount / 20)
  }
}

@Suite struct FuzzMachineryTests {
  @Test func `a seed and a corpus stand for one sequence of inputs`() {
    var generators = [1, 1, 2].map { Generator(seed: $0, corpus: [[0, 6, 0, 0, 0, 0, 0, 0]]) }
    let inputs = generators.indices.map { index in (0..<100).map { _ in generators[index].next() } }
    #expect(inputs[0] == inputs[1])
    #expect(inputs[0] != inputs[2])
  }

  @Test func `a codec that forgets something is found out`() {
    func trip(_ encode: (Int) -> [UInt8]) throws(Discrepancy) -> Reception {
      try roundTrip([1, 2], decode: { (bytes) throws(Discrepancy) in bytes.count }, encode: encode)
    }
    #expect(throws: Never.self) { try trip { Array(repeating: 0, count: $0) } }
    #expect(throws: Discrepancy.self) { try trip { Array(repeating: 0, count: $0 - 1) } }
  }

  @Test func `a codec that refuses its own bytes is found out`() {
    #expect(throws: Discrepancy.self) {
      try roundTrip([1, 2], decode: TwoBytes.decode, encode: { _ in [1] })
    }
  }

  @Test func `what is read beyond the end is zeros and empty pieces`() {
    var reader = ByteReader([2, 7, 8, 0, 1, 9, 5, 4])
    #expect(reader.shortPiece() == [7, 8])
    #expect(reader.piece() == [9])
    #expect(reader.shortPiece() == [4])
    #expect(reader.isEmpty)
    #expect(reader.byte() == 0)
    #expect(reader.piece().isEmpty)
  }

  @Test func `the file of the input at hand holds nothing of longer ones before`() throws {
    let path = NSTemporaryDirectory() + "wire-fuzz-test-\(UUID().uuidString).hex"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var current = try CurrentInput(path: path)
    for input in [[UInt8](repeating: 0xA5, count: Generator.lengthMax), [0x01, 0xFE], [3, 4, 5], []] as [[UInt8]] {
      current.set(input)
      #expect(try Corpus.input(at: path) == input)
    }
  }
}

/// Decodes what has two bytes.
private enum TwoBytes {
  static func decode(_ bytes: [UInt8]) throws(Discrepancy) -> Int {
    guard bytes.count == 2 else { throw Discrepancy("\(bytes.count) bytes") }
    return bytes.count
  }
}
