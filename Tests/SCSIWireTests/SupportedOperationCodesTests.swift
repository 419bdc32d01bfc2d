import SCSIWire
import Testing

/// REPORT SUPPORTED OPERATION CODES; bytes written from SPC-4 6.35.
struct SupportedOperationCodesTests {
  private let few = SupportedOperationCodes([
    SupportedCommand(.testUnitReady), SupportedCommand(.read10), SupportedCommand(.persistentReserveIn, serviceAction: 1),
  ])

  private func one(
    _ option: SupportedOperationCodesRequest.Option, _ code: UInt8, _ serviceAction: UInt16 = 0, timeouts: Bool = false,
    of codes: SupportedOperationCodes = SupportedOperationCodes()
  ) throws(WireError) -> [UInt8] {
    try codes.data(
      for: SupportedOperationCodesRequest(
        option, operationCode: code, serviceAction: serviceAction, returnTimeouts: timeouts, allocationLength: 4096))
  }

  @Test func `all commands are 8 bytes each, 20 with timeouts`() throws {
    let plain = try few.data(for: SupportedOperationCodesRequest(.all, allocationLength: 4096))
    #expect(
      plain == [0, 0, 0, 24] + [0x00, 0, 0, 0, 0, 0, 0, 6] + [0x28, 0, 0, 0, 0, 0, 0, 10] + [0x5E, 0, 0, 1, 0, 1, 0, 10])
    var timed = SupportedOperationCodes([SupportedCommand(.read10)])
    (timed.nominalTimeout, timed.recommendedTimeout) = (1, 0x0102_0304)
    let bytes = try timed.data(for: SupportedOperationCodesRequest(.all, returnTimeouts: true, allocationLength: 4096))
    #expect(
      bytes == [0, 0, 0, 20] + [0x28, 0, 0, 0, 0, 2, 0, 10] + [0, 10, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4])
    #expect(try few.data(for: SupportedOperationCodesRequest(.all, allocationLength: 6)) == Array(plain.prefix(6)))
  }

  /// The bits that a device server looks at, by hand.
  static let usages: [(code: UInt8, serviceAction: UInt16?, usage: [UInt8])] = [
    (0x00, nil, [0x00, 0, 0, 0, 0, 0]),
    (0x08, nil, [0x08, 0x1F, 0xFF, 0xFF, 0xFF, 0]),
    (0x12, nil, [0x12, 0x01, 0xFF, 0xFF, 0xFF, 0]),
    (0x28, nil, [0x28, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0]),
    (0x2F, nil, [0x2F, 0xF6, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0]),
    (0x35, nil, [0x35, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0]),
    (0x42, nil, [0x42, 0x01, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]),
    (0x5F, 0, [0x5F, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]),
    (0x5F, 5, [0x5F, 5, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]),
    (0x89, nil, [0x89, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0, 0]),
    (0x93, nil, [0x93, 0xF9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]),
    (0x9E, 0x10, [0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]),
    (0xA3, 0x0C, [0xA3, 0x0C, 0x87, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]),
  ]

  @Test(arguments: usages)
  func `one command has a one for each bit that is looked at`(code: UInt8, serviceAction: UInt16?, usage: [UInt8]) throws {
    let expected = [0, 3, 0, UInt8(usage.count)] + usage
    #expect(try one(serviceAction == nil ? .operationCode : .serviceAction, code, serviceAction ?? 0) == expected)
    #expect(try one(.either, code, serviceAction ?? 0) == expected)
  }

  @Test func `one command may have its timeouts`() throws {
    #expect(
      try one(.operationCode, 0x00, timeouts: true)
        == [0, 0x83, 0, 6] + [0, 0, 0, 0, 0, 0] + [0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func `a command that is not supported has no CDB`() throws {
    #expect(try one(.operationCode, 0x04) == [0, 1, 0, 0])
    #expect(try one(.serviceAction, 0x04, 1) == [0, 1, 0, 0])
    #expect(try one(.serviceAction, 0x9E, 0x11) == [0, 1, 0, 0])
    #expect(try one(.either, 0x5E, 4, of: few) == [0, 1, 0, 0])
    #expect(try one(.operationCode, 0x2A, of: few) == [0, 1, 0, 0])
  }

  @Test func `asking for a service action where there is none, or the other way round, is 24h 00h`() {
    let without = wireError { () throws(WireError) in _ = try one(.operationCode, 0x9E) }
    #expect(without?.sense == .invalidFieldInCDB)
    #expect(without?.field == "REPORTING OPTIONS")
    #expect(wireError { () throws(WireError) in _ = try one(.serviceAction, 0x28) }?.sense == .invalidFieldInCDB)
  }

  @Test func `every command that decodes is reported, each once`() throws {
    let all = SupportedCommand.all
    #expect(all.count == OperationCode.allCases.count - 4 + 4 + 9 + 2 + 2)
    for code in OperationCode.allCases { #expect(all.contains { $0.operationCode == code }) }
    let codes = all.map { UInt16($0.operationCode.rawValue) << 8 | UInt16($0.serviceAction ?? 0) }
    #expect(zip(codes, codes.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// Obsolete bits that are refused where they are set though no device server has to look: CMDDT, 3RDPTY and EXTENT.
  private func refusedBits(_ operation: OperationCode) -> UInt8 {
    switch operation {
    case .inquiry: 0x02
    case .reserve6, .reserve10, .release6, .release10: 0x11
    default: 0
    }
  }

  @Test func `a bit that is not looked at changes no command`() throws {
    for supported in SupportedCommand.all where supported.operationCode != .persistentReserveOut {
      let usage = supported.usage
      var cdb = [UInt8](repeating: 0, count: usage.count)
      cdb[0] = usage[0]
      cdb[1] = supported.serviceAction ?? 0
      let command = try Command.decode(cdb: cdb)
      for (byte, looked) in usage.enumerated().dropFirst() where byte > 1 || supported.serviceAction == nil {
        let free = ~(byte == 1 ? looked | refusedBits(supported.operationCode) : looked)
        cdb[byte] ^= free
        #expect(try Command.decode(cdb: cdb) == command, "\(supported), byte \(byte)")
        cdb[byte] ^= free
      }
    }
  }
}
