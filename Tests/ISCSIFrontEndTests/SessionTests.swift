import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct SessionTests {
  @Test func discoveryListsEveryTargetPort() throws {
    let initiator = Initiator(try Rig())
    try initiator.discover()
    let (response, text) = try ask(initiator, "SendTargets=All\0")
    #expect(response.isFinal && response.targetTransferTag == TaskTag.reserved)
    #expect(
      text == "TargetName=\(Rig.targetName)\0TargetAddress=192.0.2.1:3260,1\0TargetAddress=192.0.2.1:3261,2\0")
  }

  @Test func anAnswerThatDoesNotFitGoesOn() throws {
    let initiator = Initiator(try Rig())
    try initiator.discover()
    var (response, text) = try ask(initiator, "MaxRecvDataSegmentLength=512\0" + keys(60))
    var count = 1
    while !response.isFinal {
      #expect(response.continues)
      let (next, part) = try ask(initiator, "", tag: response.targetTransferTag)
      #expect(part.utf8.count <= 512)
      (response, text, count) = (next, text + part, count + 1)
    }
    #expect(count > 2)
    #expect(text == (0..<60).map { "X-weir-\($0)=NotUnderstood\0" }.joined())
  }

  private func keys(_ count: Int) -> String { (0..<count).map { "X-weir-\($0)=1\0" }.joined() }

  @Test(arguments: [
    ("SendTargets=\0", "SendTargets=Reject\0"), ("SendTargets=iqn.1998-01.com.example:x\0", ""),
    ("Unknown=1\0", "Unknown=NotUnderstood\0"), ("MaxBurstLength=512\0", "MaxBurstLength=Reject\0"),
  ])
  func whatElseADiscoverySessionAsks(_ question: String, _ answer: String) throws {
    let initiator = Initiator(try Rig())
    try initiator.discover()
    #expect(try ask(initiator, question).text == answer)
  }

  @Test func aNormalSessionAsksForItsOwnTargetOnly() throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try ask(initiator, "SendTargets=\0").text.hasPrefix("TargetName=\(Rig.targetName)\0"))
    #expect(try ask(initiator, "SendTargets=All\0").text == "SendTargets=Reject\0")
  }

  @Test func aDiscoverySessionHasNoCommands() throws {
    let initiator = Initiator(try Rig())
    try initiator.discover()
    initiator.begin(cdb: Command.testUnitReady.encodedCDB())
    try initiator.expectRejected(.protocolError)
  }

  @Test func anInitiatorPortThatComesBackEndsItsOldSession() throws {
    let rig = try Rig()
    let old = try Initiator.ready(rig)
    let otherISID = try Initiator.ready(rig, isid: 2)
    let otherPort = try Initiator.ready(rig, port: 1)
    let otherName = try Initiator.ready(rig, name: "iqn.2026-11.org.example:b")
    let new = Initiator(rig)
    try new.login()
    #expect(old.isClosed)
    #expect(try new.execute(.testUnitReady).sense == .unitAttention(0x29, 0x07))
    for other in [otherISID, otherPort, otherName] {
      #expect(!other.isClosed)
      #expect(try other.execute(.testUnitReady).isGood)
    }
  }

  @Test func theOldSessionsCommandsNeverHappen() throws {
    let rig = try Rig()
    let old = try Initiator.ready(rig)
    _ = try old.withhold(pattern(512, 1), at: 3)
    let new = Initiator(rig)
    try new.login()
    #expect(try new.execute(.testUnitReady).status == 2)
    #expect(try new.read(3) == [UInt8](repeating: 0, count: 512))
    #expect(rig.node.server.commands.isEmpty)
  }

  @Test func aLostConnectionIsANexusLost() throws {
    let rig = try Rig()
    rig.disconnect(try Initiator.ready(rig).id)
    let new = Initiator(rig)
    try new.login()
    #expect(try new.execute(.testUnitReady).sense == .unitAttention(0x29, 0x07))
  }

  @Test func pingsAreAnswered() throws {
    let initiator = try Initiator.ready(try Rig())
    let ping = NOPOut.with { ($0.initiatorTaskTag, $0.sequence.cmdSN) = (77, initiator.cmdSN) }
    initiator.cmdSN = initiator.cmdSN.advanced(by: 1)
    initiator.send(.nopOut(ping), data: pattern(300))
    let pdu = try #require(try initiator.receive())
    guard case .nopIn(let answer) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(answer.initiatorTaskTag == 77 && answer.targetTransferTag == TaskTag.reserved)
    #expect(pdu.data == pattern(300))
    #expect(answer.sequence.expCmdSN == initiator.cmdSN)
  }

  @Test func aPingThatWantsNoAnswerHasNone() throws {
    let initiator = try Initiator.ready(try Rig())
    initiator.send(.nopOut(.with { ($0.isImmediate, $0.sequence.cmdSN) = (true, initiator.cmdSN) }))
    try initiator.expectNothing()
    #expect(!initiator.isClosed)
  }

  @Test func aSilentInitiatorIsAskedOnceAndThenGivenUp() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    for _ in 0..<2 {
      rig.idle(initiator.id)
      let pdu = try #require(try initiator.receive())
      guard case .nopIn(let ping) = pdu.header else { throw Unexpected(pdu: pdu) }
      #expect(ping.initiatorTaskTag == TaskTag.reserved && ping.targetTransferTag != TaskTag.reserved)
      initiator.send(
        .nopOut(
          .with {
            ($0.isImmediate, $0.targetTransferTag, $0.sequence.cmdSN) = (true, ping.targetTransferTag, initiator.cmdSN)
          }))
      #expect(!initiator.isClosed)
    }
    rig.idle(initiator.id)
    rig.idle(initiator.id)
    #expect(initiator.isClosed)
  }

  @Test(arguments: [
    (LogoutReason.closeSession, UInt16(0), LogoutResult.closed), (.closeConnection, 1, .closed),
    (.closeConnection, 9, .connectionNotFound), (.removeForRecovery, 1, .recoveryNotSupported),
  ])
  func logout(_ reason: LogoutReason, _ connection: UInt16, _ result: LogoutResult) throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    let request = LogoutRequest.with {
      ($0.reason, $0.connectionID, $0.initiatorTaskTag, $0.sequence.cmdSN) = (reason, connection, 5, initiator.cmdSN)
    }
    initiator.cmdSN = initiator.cmdSN.advanced(by: 1)
    initiator.send(.logoutRequest(request))
    let pdu = try #require(try initiator.receive())
    guard case .logoutResponse(let response) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(response.result == result && response.initiatorTaskTag == 5)
    #expect(initiator.isClosed == (result == .closed))
    #expect(rig.node.sessions.isEmpty == (result == .closed))
  }

  @Test func whoIsConnectedIsToldOfTheEnd() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    let silent = Initiator(rig)
    rig.stop()
    let pdu = try #require(try initiator.receive())
    guard case .asynchronousMessage(let message) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(message.event == .sessionDropped)
    #expect(initiator.isClosed && silent.isClosed)
  }

  private func ask(
    _ initiator: Initiator, _ text: String, tag: UInt32 = TaskTag.reserved
  ) throws -> (response: TextResponse, text: String) {
    let request = TextRequest.with {
      ($0.isFinal, $0.initiatorTaskTag, $0.targetTransferTag) = (true, 8, tag)
      $0.sequence.cmdSN = initiator.cmdSN
    }
    initiator.cmdSN = initiator.cmdSN.advanced(by: 1)
    initiator.send(.textRequest(request), data: Array(text.utf8))
    let pdu = try #require(try initiator.receive())
    guard case .textResponse(let response) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(response.initiatorTaskTag == 8)
    return (response, String(decoding: pdu.data, as: UTF8.self))
  }
}
