import Foundation
import SCSIWire
import Testing

/// `WEIR_FUZZ_FACTOR=100` makes every fuzz a hundred times as long: ten million CDBs.
private let fuzzFactor = ProcessInfo.processInfo.environment["WEIR_FUZZ_FACTOR"].flatMap(Int.init) ?? 1

struct FuzzTests {
  /// Random bytes that begin with a code the decoder knows half of the time, so that the fuzz gets past the first byte.
  private func bytes(_ words: inout Words) -> [UInt8] {
    var bytes = words.bytes(words.below(40))
    guard !bytes.isEmpty, words.flag() else { return bytes }
    let codes = OperationCode.allCases.map(\.rawValue) + [0x70, 0x71, 0x72, 0x73]
    bytes[0] = codes[words.below(codes.count)]
    // Half of the lengths in range, so that lists and sense data are whole now and then.
    if bytes.count > 8, words.flag() { bytes.replaceSubrange(5...8, with: [0, 0, 0, UInt8(words.below(48))]) }
    return bytes
  }

  private func check(_ error: WireError?, in bytes: [UInt8], seed: Int) {
    guard let error else { return }
    #expect((0...bytes.count).contains(error.offset), "seed \(seed): \(error)")
    #expect(!error.field.isEmpty && !error.expected.isEmpty && !error.found.isEmpty, "seed \(seed): \(error)")
  }

  @Test func `decoding random bytes never traps, and every error names an offset within them`() {
    var decoded = 0
    for seed in 0..<(100_000 * fuzzFactor) {
      var words = Words(seed: UInt64(seed))
      let bytes = bytes(&words)
      let list = words.bytes(words.below(40))
      let error = decodingError(cdb: bytes, parameterList: list)
      check(error, in: error?.kind == .cdb ? bytes : list, seed: seed)
      if error == nil { decoded += 1 }
      check(wireError { () throws(WireError) in _ = try SenseData.decode(bytes) }, in: bytes, seed: seed)
    }
    #expect(decoded > 10_000 * fuzzFactor, "the fuzz hardly reaches the decoders")
  }

  /// Bytes that look like a header with lengths that now and then fit.
  private func data(_ words: inout Words) -> [UInt8] {
    var bytes = words.bytes(words.below(120))
    for index in bytes.indices where words.below(3) > 0 { bytes[index] = UInt8(words.below(5) == 0 ? words.below(64) : 0) }
    if bytes.count > 1, words.flag() { bytes[1] = [0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2][words.below(6)] }
    return bytes
  }

  @Test func `decoding random data and lists never traps, and every error names an offset within them`() {
    var decoded = 0
    func tried(_ bytes: [UInt8], _ seed: Int, _ decode: () throws(WireError) -> Void) {
      let error = wireError(decode)
      check(error, in: bytes, seed: seed)
      if error == nil { decoded += 1 }
    }
    for seed in 0..<(20_000 * fuzzFactor) {
      var words = Words(seed: UInt64(seed))
      let bytes = data(&words)
      tried(bytes, seed) { () throws(WireError) in _ = try ReadKeysData.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try ReadReservationData.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try FullStatusData.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try PersistentReservationCapabilities.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try TransportID.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try InquiryData.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try DeviceIdentificationVPD.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try BlockLimitsVPD.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try ReportLunsData.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try ModeParameters.decode(bytes, .six) }
      tried(bytes, seed) { () throws(WireError) in _ = try ModeParameters.decode(bytes, .ten) }
      tried(bytes, seed) { () throws(WireError) in _ = try ModeParameters.decodeList(bytes, .ten) }
      tried(bytes, seed) { () throws(WireError) in _ = try TargetPortGroupsData.decode(bytes, extendedHeader: true) }
      tried(bytes, seed) { () throws(WireError) in _ = try UnmapList.decode(bytes) }
      tried(bytes, seed) { () throws(WireError) in _ = try LBAStatusData.decode(bytes) }
    }
    #expect(decoded > 20_000 * fuzzFactor, "the fuzz hardly reaches the decoders")
  }

  @Test func `a CDB that decodes keeps its meaning through another round`() throws {
    for seed in 0..<20_000 {
      var words = Words(seed: UInt64(seed))
      let bytes = bytes(&words)
      let list = words.bytes(24 + words.below(8))
      guard let command = try? Command.decode(cdb: bytes, parameterList: list) else { continue }
      let again = try Command.decode(cdb: command.encodedCDB(), parameterList: command.encodedParameterList())
      #expect(again == command, "seed \(seed)")
    }
  }

  /// Bytes on which an earlier version failed.
  static let pastFailures: [(ByteKind, [UInt8])] = [
    // Twelve reserved bytes were described as one number of 64 bits.
    (.transportID, TransportID.sas(0x5000_C500_1234_5678).encoded())
  ]

  @Test(arguments: pastFailures)
  func `what once failed is described`(kind: ByteKind, bytes: [UInt8]) {
    let description = ByteDescription(bytes, as: kind)
    #expect((description.fields.map { $0.offset + $0.length }.max() ?? 0) >= bytes.count)
  }

  @Test func `random bytes of every kind can be described, each byte once or more`() {
    for seed in 0..<(1_000 * fuzzFactor) {
      var words = Words(seed: UInt64(seed))
      let bytes = words.flag() ? bytes(&words) : data(&words)
      for kind in ByteKind.allCases {
        let description = ByteDescription(bytes, as: kind)
        #expect(description.kind == kind, "seed \(seed)")
        let end = description.fields.map { $0.offset + $0.length }.max() ?? 0
        #expect(end >= bytes.count, "seed \(seed), \(kind): the last bytes are not shown")
        #expect(description.lines.count >= description.fields.count + 1, "seed \(seed)")
      }
    }
  }
}
