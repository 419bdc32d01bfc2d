import ISCSIWire
import Testing

/// The result functions of RFC 7143 13, key by key.
struct OperationalKeysTests {
  /// Offer, answer ("" for none) with the policy below.
  private static let answers: [(key: String, offer: String, answer: String)] = [
    ("HeaderDigest", "None", "None"), ("HeaderDigest", "CRC32C", "CRC32C"), ("HeaderDigest", "CRC32C,None", "CRC32C"),
    ("HeaderDigest", "None,CRC32C", "None"), ("HeaderDigest", "MD5,CRC32C", "CRC32C"), ("HeaderDigest", "MD5", "Reject"),
    ("DataDigest", "CRC32C,None", "CRC32C"), ("DataDigest", "", "Reject"),
    ("MaxConnections", "1", "1"), ("MaxConnections", "8", "1"), ("MaxConnections", "0", "Reject"),
    ("MaxConnections", "65536", "Reject"),
    ("InitialR2T", "Yes", "Yes"), ("InitialR2T", "No", "No"), ("InitialR2T", "yes", "Reject"),
    ("ImmediateData", "Yes", "Yes"), ("ImmediateData", "No", "No"), ("ImmediateData", "1", "Reject"),
    ("MaxRecvDataSegmentLength", "512", ""), ("MaxRecvDataSegmentLength", "16777215", ""),
    ("MaxRecvDataSegmentLength", "511", "Reject"), ("MaxRecvDataSegmentLength", "16777216", "Reject"),
    ("MaxBurstLength", "16777215", "100000"), ("MaxBurstLength", "65536", "65536"), ("MaxBurstLength", "0x10000", "65536"),
    ("MaxBurstLength", "511", "Reject"), ("MaxBurstLength", "many", "Reject"),
    ("FirstBurstLength", "65536", "50000"), ("FirstBurstLength", "4096", "4096"), ("FirstBurstLength", "-1", "Reject"),
    ("DefaultTime2Wait", "0", "2"), ("DefaultTime2Wait", "5", "5"), ("DefaultTime2Wait", "3601", "Reject"),
    ("DefaultTime2Retain", "0", "0"), ("DefaultTime2Retain", "60", "20"),
    ("MaxOutstandingR2T", "16", "4"), ("MaxOutstandingR2T", "2", "2"), ("MaxOutstandingR2T", "0", "Reject"),
    ("DataPDUInOrder", "No", "Yes"), ("DataPDUInOrder", "Yes", "Yes"), ("DataSequenceInOrder", "No", "Yes"),
    ("ErrorRecoveryLevel", "0", "0"), ("ErrorRecoveryLevel", "2", "0"), ("ErrorRecoveryLevel", "3", "Reject"),
    ("iSCSIProtocolLevel", "2", "1"), ("iSCSIProtocolLevel", "0", "0"),
    ("TaskReporting", "FastAbort,ResponseFence,RFC3720", "RFC3720"), ("TaskReporting", "FastAbort", "Reject"),
    ("IFMarker", "No", "No"), ("OFMarker", "Yes", "Reject"), ("OFMarkInt", "1~2", "Reject"),
    ("TargetAlias", "mine", "Reject"), ("TargetPortalGroupTag", "1", "Reject"), ("TargetAddress", "a", "Reject"),
    ("SendTargets", "All", "Reject"), ("AuthMethod", "None", "Reject"),
    ("X-com.example.thing", "1", "NotUnderstood"), ("headerdigest", "None", "NotUnderstood"),
    ("InitiatorAlias", "host", ""),
  ]

  private func login() -> LoginDialogue {
    LoginDialogue {
      ($0.maxBurstLength, $0.firstBurstLength, $0.maxOutstandingR2T) = (100_000, 50_000, 4)
      $0.maxRecvDataSegmentLength = 8192  // the default: nothing to declare
    }
  }

  @Test func `each offer has the answer of its result function`() {
    for (key, offer, answer) in Self.answers {
      var login = login()
      let step = login.send(LoginDialogue.names + [TextPair(key, offer)], in: .operational)
      let expected = answer.isEmpty ? [] : [TextPair(key, answer)]
      #expect(step.pairs == [TextPair("TargetPortalGroupTag", "2")] + expected, "\(key)=\(offer)")
    }
  }

  @Test func `what was answered is what holds`() throws {
    var login = login()
    let offers = [
      ("HeaderDigest", "CRC32C"), ("DataDigest", "None,CRC32C"), ("InitialR2T", "No"), ("ImmediateData", "No"),
      ("MaxRecvDataSegmentLength", "1024"), ("MaxBurstLength", "90000"), ("FirstBurstLength", "60000"),
      ("DefaultTime2Wait", "9"), ("DefaultTime2Retain", "8"), ("MaxOutstandingR2T", "3"), ("DataPDUInOrder", "No"),
      ("InitiatorAlias", "host"),
    ].map { TextPair($0.0, $0.1) }
    let step = login.send(LoginDialogue.names + offers, in: .operational, to: .fullFeature)
    var expected = NegotiatedParameters()
    (expected.initiatorName, expected.initiatorAlias) = (LoginDialogue.initiatorName, "host")
    (expected.targetName, expected.isid) = (LoginDialogue.targetName, login.isid)
    expected.digests = Digests(header: true, data: false)
    (expected.initialR2T, expected.immediateData) = (false, false)
    expected.initiatorMaxRecvDataSegmentLength = 1024
    (expected.maxBurstLength, expected.firstBurstLength, expected.maxOutstandingR2T) = (90_000, 50_000, 3)
    (expected.defaultTime2Wait, expected.defaultTime2Retain) = (9, 8)
    #expect(step.parameters == expected)
  }

  @Test func `a rejected offer leaves the default`() throws {
    var login = login()
    let offers = ["MaxBurstLength", "FirstBurstLength", "MaxRecvDataSegmentLength"].map { TextPair($0, "1") }
    let step = login.send(LoginDialogue.names + offers, in: .operational, to: .fullFeature)
    let parameters = try #require(step.parameters)
    #expect(parameters.maxBurstLength == 262_144)
    #expect(parameters.firstBurstLength == 65_536)
    #expect(parameters.initiatorMaxRecvDataSegmentLength == 8192)
  }

  @Test func `the first burst never exceeds a burst`() throws {
    var login = login()
    let step = login.send(LoginDialogue.names + [TextPair("MaxBurstLength", "512")], in: .operational, to: .fullFeature)
    #expect(try #require(step.parameters).firstBurstLength == 512)
  }

  @Test func `the target's own wishes count where the function lets them`() {
    var login = LoginDialogue { ($0.initialR2T, $0.immediateData) = (true, false) }
    let step = login.send(
      LoginDialogue.names + [TextPair("InitialR2T", "No"), TextPair("ImmediateData", "Yes")], in: .operational, to: .fullFeature)
    #expect(step.pairs?.suffix(2) == [TextPair("InitialR2T", "Yes"), TextPair("ImmediateData", "No")])
    #expect(step.parameters?.initialR2T == true && step.parameters?.immediateData == false)
  }

  @Test func `keys of data transfer are irrelevant to discovery, whichever comes first`() {
    let keys = [
      "MaxConnections", "InitialR2T", "ImmediateData", "MaxBurstLength", "FirstBurstLength", "MaxOutstandingR2T",
      "DataPDUInOrder", "DataSequenceInOrder", "TaskReporting",
    ]
    var login = login()
    let step = login.send(keys.map { TextPair($0, "1") } + LoginDialogue.discoveryNames, in: .operational)
    #expect(step.pairs == keys.map { TextPair($0, "Irrelevant") })
  }

  @Test func `in the full feature phase only the largest segment can change`() {
    var parameters = NegotiatedParameters()
    let answers = parameters.renegotiate(
      [
        ("MaxRecvDataSegmentLength", "65536"), ("SendTargets", "All"), ("HeaderDigest", "CRC32C"), ("InitiatorAlias", "b"),
        ("X-a", "1"),
      ].map { TextPair($0.0, $0.1) })
    #expect(answers == [TextPair("HeaderDigest", "Reject"), TextPair("X-a", "NotUnderstood")])
    var expected = NegotiatedParameters()
    (expected.initiatorMaxRecvDataSegmentLength, expected.initiatorAlias) = (65_536, "b")
    #expect(parameters == expected)
    #expect(
      parameters.renegotiate([TextPair("MaxRecvDataSegmentLength", "1")]) == [TextPair("MaxRecvDataSegmentLength", "Reject")])
    #expect(parameters == expected)
  }

  @Test func `SendTargets asks for all, one or its own`() {
    #expect(SendTargets("All") == .all)
    #expect(SendTargets("") == .current)
    #expect(SendTargets("iqn.a") == .target("iqn.a"))
    let addresses = (1...2).map { TargetAddress(host: "127.0.0.1", port: 3259 + UInt16($0), portalGroupTag: UInt16($0)) }
    let text = Array("TargetName=iqn.a\0TargetAddress=127.0.0.1:3260,1\0TargetAddress=127.0.0.1:3261,2\0".utf8)
    #expect([TextPair].sendTargets("iqn.a", at: addresses).encoded == text)
  }
}
