import BlockDevice
import ISCSIWire
import NIOCore
import NIOPosix
import SCSIWire
import StorageModel
import Synchronization
import Testing

@testable import ISCSIFrontEnd

/// Over real sockets. Each test ends when its connections do, or after ten seconds.
@Suite(.timeLimit(.minutes(1))) struct LoopbackTests {
  @Test func everyTargetPortListensAndTellsOfAll() async throws {
    let target = try Self.target()
    let addresses = try await target.start()
    #expect(addresses.count == 2 && Set(addresses.map(\.port)).count == 2)
    for address in addresses {
      let answers = try await Self.exchange(address, [Self.login(.discovery), Self.sendTargets(), Self.logout(1)])
      guard answers.count == 3, case .textResponse = answers[1].header else {
        Issue.record("\(answers)")
        continue
      }
      let expected =
        "TargetName=\(Rig.targetName)\0"
        + addresses.enumerated().map { "TargetAddress=127.0.0.1:\($1.port ?? 0),\($0 + 1)\0" }.joined()
      #expect(String(decoding: answers[1].data, as: UTF8.self) == expected)
    }
    try await target.stop()
  }

  @Test(arguments: [nil, 4000 as UInt16?])
  func initiatorsAreSentWhereTheTargetIsAdvertised(basePort: UInt16?) async throws {
    let target = try Self.target { $0.advertised = .init(host: "2001:db8::7", basePort: basePort) }
    let addresses = try await target.start()
    let answers = try await Self.exchange(addresses[1], [Self.login(.discovery), Self.sendTargets(), Self.logout(1)])
    let ports = addresses.indices.map { index in basePort.map { Int($0) + index } ?? addresses[index].port ?? 0 }
    let expected =
      "TargetName=\(Rig.targetName)\0" + ports.enumerated().map { "TargetAddress=[2001:db8::7]:\($1),\($0 + 1)\0" }.joined()
    #expect(answers.count == 3 && String(decoding: answers[1].data, as: UTF8.self) == expected)
    try await target.stop()
  }

  @Test func whatIsWrittenThroughOnePortIsReadThroughTheOther() async throws {
    let target = try Self.target()
    let addresses = try await target.start()
    let ready = Command.testUnitReady.encodedCDB()
    let write = Command.write(LogicalBlocks(address: 1, count: 8)).encodedCDB()
    let read = Command.read(LogicalBlocks(address: 1, count: 8)).encodedCDB()
    let written = try await Self.exchange(
      addresses[0],
      [Self.login(.normal), Self.command(ready, 0), Self.command(write, 1, writes: pattern(4096)), Self.logout(2)])
    #expect(written.map(\.header.opcode) == [.loginResponse, .scsiResponse, .scsiResponse, .logoutResponse])
    let answers = try await Self.exchange(
      addresses[1], [Self.login(.normal), Self.command(ready, 0), Self.command(read, 1, reads: 4096), Self.logout(2)])
    #expect(answers.map(\.header.opcode) == [.loginResponse, .scsiResponse, .dataIn, .logoutResponse])
    #expect(answers.count == 4 && answers[2].data == pattern(4096))
    try await target.stop()
  }

  @Test func theReasonOfTheEndArrivesBeforeTheEnd() async throws {
    let target = try Self.target()
    let addresses = try await target.start()
    let flood = (0..<50).map { _ in PDU(.snackRequest(SNACKRequest()), data: pattern(8000)) }
    let answers = try await Self.answers(addresses[0], to: PDU.stream([Self.login(.normal)] + flood))
    #expect(answers.map(\.header.opcode) == [.loginResponse, .reject])
    let others = try await Self.exchange(addresses[0], [Self.login(.normal), Self.logout(0)])
    #expect(others.map(\.header.opcode) == [.loginResponse, .logoutResponse])
    try await target.stop()
  }

  @Test func bytesThatAreNoPDUEndTheConnection() async throws {
    let target = try Self.target()
    let addresses = try await target.start()
    #expect(try await Self.answers(addresses[0], to: Array(repeating: UInt8(ascii: "G"), count: 1000)).isEmpty)
    try await target.stop()
  }

  @Test func stoppingTellsWhoIsLoggedIn() async throws {
    let target = try Self.target()
    let addresses = try await target.start()
    let (stream, _) = try await Self.connect(addresses[0], sending: PDU.stream([Self.login(.normal)]))
    // The login's answer says that the session is there.
    var iterator = stream.makeAsyncIterator()
    var bytes = try #require(try await iterator.next())
    try await target.stop()
    while let more = try await iterator.next() { bytes += more }
    #expect(try PDU.all(in: bytes).map(\.header.opcode) == [.loginResponse, .asynchronousMessage])
  }

  @Test func observersSeeEveryPDUWithItsInstant() async throws {
    let seen = Seen()
    let target = try Self.target { $0.observer = { pdu in seen.pdus.withLock { $0.append(pdu) } } }
    let addresses = try await target.start()
    _ = try await Self.exchange(addresses[1], [Self.login(.normal), Self.logout(0)])
    try await target.stop()
    let observed = seen.pdus.withLock { $0 }
    #expect(observed.map(\.pdu.header.opcode) == [.loginRequest, .loginResponse, .logoutRequest, .logoutResponse])
    #expect(observed.map(\.direction) == [.received, .sent, .received, .sent])
    #expect(observed.allSatisfy { $0.port == 1 })
    #expect(zip(observed, observed.dropFirst()).allSatisfy { $0.instant <= $1.instant })
  }

  @Test func anAddressInUseIsAnError() async throws {
    let first = try Self.target()
    let port = try #require(try await first.start()[0].port)
    let second = try Self.target { $0.basePort = port }
    await #expect(throws: ListenFailure.self) { try await second.start() }
    try await second.stop()
    try await first.stop()
  }

  private final class Seen: Sendable {
    let pdus = Mutex<[ISCSITarget.ObservedPDU]>([])
  }

  // MARK: The initiator's side

  private static func target(
    _ change: (inout ISCSITarget.Configuration) -> Void = { _ in }
  ) throws -> ISCSITarget {
    var configuration = Rig.configuration(units: 1, ports: 2)
    change(&configuration)
    return try ISCSITarget(array: try liveArray(units: 1, ports: 2), configuration: configuration)
  }

  private static func login(_ type: SessionType) -> PDU {
    let request = LoginRequest.with {
      ($0.currentStage, $0.nextStage, $0.transits, $0.initiatorTaskTag) = (.operational, .fullFeature, true, 1)
    }
    let pairs = [
      TextPair("InitiatorName", "iqn.2026-11.org.example:loopback"), TextPair("SessionType", type.rawValue),
      TextPair("TargetName", Rig.targetName), TextPair("InitialR2T", "No"),
    ]
    return PDU(.loginRequest(request), data: pairs.encoded)
  }

  private static func sendTargets() -> PDU {
    PDU(.textRequest(.with { ($0.isFinal, $0.initiatorTaskTag) = (true, 2) }), data: Array("SendTargets=All\0".utf8))
  }

  private static func command(_ cdb: [UInt8], _ number: UInt32, reads: Int = 0, writes: [UInt8] = []) -> PDU {
    let header = SCSICommand.with {
      ($0.isFinal, $0.reads, $0.writes, $0.cdb) = (true, reads > 0, !writes.isEmpty, cdb)
      ($0.initiatorTaskTag, $0.sequence.cmdSN) = (3 + number, SerialNumber(number))
      $0.expectedDataTransferLength = UInt32(max(reads, writes.count))
    }
    return PDU(.scsiCommand(header), data: writes)
  }

  private static func logout(_ number: UInt32) -> PDU {
    PDU(.logoutRequest(.with { ($0.initiatorTaskTag, $0.sequence.cmdSN) = (9, SerialNumber(number)) }))
  }

  /// Sends each PDU when the one before was answered; what the target sent until it closed the connection.
  private static func exchange(_ address: SocketAddress, _ pdus: [PDU]) async throws -> [PDU] {
    var unsent = pdus[...]
    let (stream, channel) = try await connect(address)
    var bytes: [UInt8] = []
    var answers: [PDU] = []
    func sendNext() { unsent.popFirst().map { channel.writeAndFlush(ByteBuffer(bytes: $0.encoded()), promise: nil) } }
    sendNext()
    for try await part in stream {
      bytes += part
      let all = try PDU.all(in: bytes)
      if all.count > answers.count { sendNext() }
      answers = all
    }
    return answers
  }

  /// Sends all of it at once; what the target sent until it closed the connection.
  private static func answers(_ address: SocketAddress, to bytes: [UInt8]) async throws -> [PDU] {
    var answer: [UInt8] = []
    for try await part in try await connect(address, sending: bytes).stream { answer += part }
    return try PDU.all(in: answer)
  }

  private static func connect(
    _ address: SocketAddress, sending bytes: [UInt8] = []
  ) async throws -> (stream: AsyncThrowingStream<[UInt8], Error>, channel: Channel) {
    let (stream, continuation) = AsyncThrowingStream<[UInt8], Error>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Collector(continuation)) }
      }
      .connect(to: address).get()
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    return (stream, channel)
  }

  /// Hands on what arrives, until the end or ten seconds without anything.
  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncThrowingStream<[UInt8], Error>.Continuation
    init(_ continuation: AsyncThrowingStream<[UInt8], Error>.Continuation) { self.continuation = continuation }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }
    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
    func errorCaught(context: ChannelHandlerContext, error: Error) { context.close(promise: nil) }
  }
}

extension PDU {
  fileprivate static func stream(_ pdus: [PDU]) -> [UInt8] { pdus.flatMap { $0.encoded() } }

  fileprivate static func all(in stream: [UInt8]) throws -> [PDU] {
    var decoder = PDUDecoder(dataLengthMax: PDU.dataLengthMax)
    decoder.receive(stream)
    var pdus: [PDU] = []
    while let pdu = try decoder.next() { pdus.append(pdu) }
    return pdus
  }
}
