import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct LoginTests {
  private static let chap = CHAPCredentials(name: "host-a", secret: Array("twelve bytes".utf8))
  private static let target = CHAPCredentials(name: "array", secret: Array("other secret".utf8))

  @Test func oneRequestIsEnoughToLogIn() throws {
    let initiator = Initiator(try Rig())
    let response = try initiator.login()
    #expect(response.tsih != .new)
    #expect(response.sequence.expCmdSN == 1 && response.sequence.maxCmdSN == 128)
    #expect(try initiator.execute(.testUnitReady).sense == .unitAttention(0x29, 0x00))
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  @Test func sessionsHaveHandlesOfTheirOwn() throws {
    let rig = try Rig()
    let handles = try (1...3).map { try Initiator(rig, isid: $0).login().tsih.rawValue }
    #expect(Set(handles).count == 3)
  }

  @Test func whoKnowsTheSecretLogsIn() throws {
    let initiator = Initiator(try Rig { $0.chap = Self.chap })
    let challenge = try challenged(initiator)
    let proof = [
      TextPair("CHAP_N", Self.chap.name),
      TextPair("CHAP_R", hexadecimal(challenge.response(secret: Self.chap.secret) { ChallengeHandshake.digest(.md5, $0) })),
    ]
    let (response, text) = try initiator.login(proof, in: .security, to: .fullFeature)
    #expect(response.status == .success && response.nextStage == .fullFeature)
    #expect(text["CHAP_R"] == nil)
  }

  @Test func theTargetProvesItselfWhenAsked() throws {
    let rig = try Rig { ($0.chap, $0.mutualCHAP) = (Self.chap, Self.target) }
    let initiator = Initiator(rig)
    let challenge = try challenged(initiator)
    let own = CHAPChallenge(identifier: 9, octets: Array(40...60))
    let proof = [
      TextPair("CHAP_N", Self.chap.name),
      TextPair("CHAP_R", hexadecimal(challenge.response(secret: Self.chap.secret) { ChallengeHandshake.digest(.md5, $0) })),
      TextPair("CHAP_I", "9"), TextPair("CHAP_C", hexadecimal(own.octets)),
    ]
    let (response, text) = try initiator.login(proof, in: .security, to: .operational)
    #expect(response.status == .success)
    #expect(text["CHAP_N"] == Self.target.name)
    #expect(text["CHAP_R"] == hexadecimal(own.response(secret: Self.target.secret) { ChallengeHandshake.digest(.md5, $0) }))
  }

  @Test func aWrongSecretIsRefused() throws {
    let initiator = Initiator(try Rig { $0.chap = Self.chap })
    let challenge = try challenged(initiator)
    let proof = [
      TextPair("CHAP_N", Self.chap.name),
      TextPair("CHAP_R", hexadecimal(challenge.response(secret: Self.target.secret) { ChallengeHandshake.digest(.md5, $0) })),
    ]
    let (response, _) = try initiator.login(proof, in: .security, to: .fullFeature)
    #expect(response.status == .authenticationFailure)
    #expect(initiator.isClosed)
  }

  @Test func challengesDiffer() throws {
    let rig = try Rig { $0.chap = Self.chap }
    let challenges = try (1...8).map { try challenged(Initiator(rig, isid: $0)).octets }
    #expect(Set(challenges).count == 8)
    #expect(challenges.allSatisfy { $0.count == 16 })
  }

  /// Appendix A.5 of RFC 1321.
  @Test(arguments: [
    ("", "0xd41d8cd98f00b204e9800998ecf8427e"), ("abc", "0x900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "0xf96b697d7cb7938d525a2f31aaf161d0"),
  ])
  func theDigestIsMD5(_ text: String, _ digest: String) {
    #expect(hexadecimal(ChallengeHandshake.digest(.md5, Array(text.utf8))) == digest)
  }

  /// NIST's examples of FIPS 180-2 appendix B, and the digest of nothing.
  @Test(arguments: [
    ("", "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "0x248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func theOtherDigestIsSHA256(_ text: String, _ digest: String) {
    #expect(hexadecimal(ChallengeHandshake.digest(.sha256, Array(text.utf8))) == digest)
  }

  @Test func whoKnowsTheSecretLogsInWithSHA256() throws {
    for secret in [Self.chap.secret, Self.target.secret] {
      let initiator = Initiator(try Rig { $0.chap = Self.chap })
      let challenge = try challenged(initiator, algorithm: "7")
      let response = challenge.response(secret: secret) { ChallengeHandshake.digest(.sha256, $0) }
      let proof = [TextPair("CHAP_N", Self.chap.name), TextPair("CHAP_R", hexadecimal(response))]
      let status = try initiator.login(proof, in: .security, to: .fullFeature).response.status
      #expect(status == (secret == Self.chap.secret ? .success : .authenticationFailure))
    }
  }

  @Test func nobodyLogsInWithoutAuthenticationWhereItIsAskedFor() throws {
    let initiator = Initiator(try Rig { $0.chap = Self.chap })
    let (response, _) = try initiator.login(initiator.names, in: .operational, to: .fullFeature)
    #expect(response.status == .authenticationFailure)
    #expect(initiator.isClosed)
  }

  @Test func anotherTargetIsNotHere() throws {
    let initiator = Initiator(try Rig())
    let names = [TextPair("InitiatorName", initiator.name), TextPair("TargetName", "iqn.2026-11.org.example:other")]
    let (response, _) = try initiator.login(names, in: .operational, to: .fullFeature)
    #expect(response.status == .notFound)
    #expect(initiator.isClosed)
  }

  @Test func noSecondConnectionJoinsASession() throws {
    let rig = try Rig()
    let tsih = try Initiator(rig).login().tsih
    let second = Initiator(rig)
    let (response, _) = try second.login(second.names, in: .operational, to: .fullFeature, tsih: tsih)
    #expect(response.status == .sessionDoesNotExist)
    #expect(second.isClosed)
  }

  @Test func nothingButLoginComesBeforeTheLogin() throws {
    let initiator = Initiator(try Rig())
    initiator.begin(cdb: Command.testUnitReady.encodedCDB())
    try initiator.expectNothing()
    #expect(initiator.isClosed)
  }

  @Test func aSilentLoginIsGivenUp() throws {
    let rig = try Rig()
    let initiator = Initiator(rig)
    rig.idle(initiator.id)
    #expect(initiator.isClosed)
  }

  private func challenged(_ initiator: Initiator, algorithm: String = "5") throws -> CHAPChallenge {
    let (_, method) = try initiator.login(initiator.names + [TextPair("AuthMethod", "CHAP,None")], in: .security)
    #expect(method["AuthMethod"] == "CHAP")
    let (_, text) = try initiator.login([TextPair("CHAP_A", algorithm)], in: .security)
    #expect(text["CHAP_A"] == algorithm)
    let identifier = try #require(text["CHAP_I"].flatMap { UInt8($0) })
    return CHAPChallenge(identifier: identifier, octets: try octets(try #require(text["CHAP_C"])))
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    "0x" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private func octets(_ text: String) throws -> [UInt8] {
    let digits = Array(text.dropFirst(2))
    try #require(text.hasPrefix("0x") && digits.count.isMultiple(of: 2))
    return try stride(from: 0, to: digits.count, by: 2).map { try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16)) }
  }
}
