import ISCSIWire

/// One header of each kind with every field set, the bytes written by hand from the drawings of RFC 7143 11.
enum HeaderVectors {
  static let all: [(header: BasicHeader, bytes: String)] = requests + responses

  static let lun: UInt64 = 0x0001_0000_0000_0000
  static let requestSequence = RequestSequence(cmdSN: 0x1112_1314, expStatSN: 0x2122_2324)
  static let responseSequence = ResponseSequence(statSN: 0x3132_3334, expCmdSN: 0x4142_4344, maxCmdSN: 0x5152_5354)

  private static let requests: [(header: BasicHeader, bytes: String)] = [
    (
      .nopOut(
        .with {
          ($0.isImmediate, $0.lun, $0.sequence) = (true, lun, requestSequence)
          $0.targetTransferTag = 0x0102_0304
        }),
      """
      40800000 00000000 00010000 00000000 ffffffff 01020304 11121314 21222324
      00000000 00000000 00000000 00000000
      """
    ),
    (
      .scsiCommand(
        .with {
          ($0.isFinal, $0.reads, $0.writes, $0.attribute, $0.lun) = (true, true, true, .simple, lun)
          ($0.initiatorTaskTag, $0.expectedDataTransferLength, $0.sequence) = (0xa1a2_a3a4, 0x0000_0400, requestSequence)
          $0.cdb = [0x5f, 0x05, 0x15, 0, 0, 0, 0, 0, 0x18, 0, 0, 0, 0, 0, 0, 0xee]
        }),
      """
      01e10000 00000000 00010000 00000000 a1a2a3a4 00000400 11121314 21222324
      5f051500 00000000 18000000 000000ee
      """
    ),
    (
      .taskManagementRequest(
        .with {
          ($0.isImmediate, $0.function, $0.lun, $0.sequence) = (true, .logicalUnitReset, lun, requestSequence)
          ($0.initiatorTaskTag, $0.referencedTaskTag) = (0xa1a2_a3a4, 0xb1b2_b3b4)
          ($0.refCmdSN, $0.expDataSN) = (0xc1c2_c3c4, 0xd1d2_d3d4)
        }),
      """
      42850000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 11121314 21222324
      c1c2c3c4 d1d2d3d4 00000000 00000000
      """
    ),
    (
      .loginRequest(
        .with {
          ($0.transits, $0.currentStage, $0.nextStage) = (true, .operational, .fullFeature)
          ($0.versionMax, $0.versionMin, $0.isid, $0.tsih) = (2, 1, ISID(rawValue: 0x8000_1234_5678), TSIH(rawValue: 0x9abc))
          ($0.initiatorTaskTag, $0.connectionID, $0.sequence) = (0xa1a2_a3a4, 0xe1e2, requestSequence)
        }),
      """
      43870201 00000000 80001234 56789abc a1a2a3a4 e1e20000 11121314 21222324
      00000000 00000000 00000000 00000000
      """
    ),
    (
      .textRequest(
        .with {
          ($0.isFinal, $0.continues, $0.lun, $0.sequence) = (false, true, lun, requestSequence)
          ($0.initiatorTaskTag, $0.targetTransferTag) = (0xa1a2_a3a4, 0xb1b2_b3b4)
        }),
      """
      04400000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 11121314 21222324
      00000000 00000000 00000000 00000000
      """
    ),
    (
      .dataOut(
        .with {
          ($0.isFinal, $0.lun, $0.expStatSN, $0.dataSN) = (true, lun, 0x2122_2324, 7)
          ($0.initiatorTaskTag, $0.targetTransferTag, $0.bufferOffset) = (0xa1a2_a3a4, 0xb1b2_b3b4, 0x0001_0200)
        }),
      """
      05800000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 00000000 21222324
      00000000 00000007 00010200 00000000
      """
    ),
    (
      .logoutRequest(
        .with {
          ($0.isImmediate, $0.reason, $0.sequence) = (true, .removeForRecovery, requestSequence)
          ($0.initiatorTaskTag, $0.connectionID) = (0xa1a2_a3a4, 0xe1e2)
        }),
      """
      46820000 00000000 00000000 00000000 a1a2a3a4 e1e20000 11121314 21222324
      00000000 00000000 00000000 00000000
      """
    ),
    (
      .snackRequest(
        .with {
          ($0.type, $0.lun, $0.expStatSN) = (.resegmentedData, lun, 0x2122_2324)
          ($0.initiatorTaskTag, $0.targetTransferTag) = (0xa1a2_a3a4, 0xb1b2_b3b4)
          ($0.firstMissing, $0.runLength) = (5, 6)
        }),
      """
      10830000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 00000000 21222324
      00000000 00000000 00000005 00000006
      """
    ),
  ]

  private static let responses: [(header: BasicHeader, bytes: String)] = [
    (
      .nopIn(
        .with {
          ($0.lun, $0.targetTransferTag, $0.sequence) = (lun, 0x0102_0304, responseSequence)
        }),
      """
      20800000 00000000 00010000 00000000 ffffffff 01020304 31323334 41424344
      51525354 00000000 00000000 00000000
      """
    ),
    (
      .scsiResponse(
        .with {
          ($0.response, $0.status, $0.initiatorTaskTag, $0.snackTag) = (1, 0x18, 0xa1a2_a3a4, 0xb1b2_b3b4)
          ($0.sequence, $0.expDataSN) = (responseSequence, 3)
          $0.residual = Residual(expected: 1024, actual: 512)
          $0.bidirectionalReadResidual = Residual(expected: 0, actual: 17)
        }),
      """
      21920118 00000000 00000000 00000000 a1a2a3a4 b1b2b3b4 31323334 41424344
      51525354 00000003 00000011 00000200
      """
    ),
    (
      .taskManagementResponse(
        .with { ($0.result, $0.initiatorTaskTag, $0.sequence) = (.functionRejected, 0xa1a2_a3a4, responseSequence) }),
      """
      2280ff00 00000000 00000000 00000000 a1a2a3a4 00000000 31323334 41424344
      51525354 00000000 00000000 00000000
      """
    ),
    (
      .loginResponse(
        .with {
          ($0.continues, $0.currentStage, $0.nextStage) = (true, .operational, .operational)
          ($0.versionMax, $0.versionActive, $0.isid, $0.tsih) = (2, 1, ISID(rawValue: 0x8000_1234_5678), TSIH(rawValue: 0x9abc))
          ($0.initiatorTaskTag, $0.sequence, $0.status) = (0xa1a2_a3a4, responseSequence, .sessionDoesNotExist)
        }),
      """
      23450201 00000000 80001234 56789abc a1a2a3a4 00000000 31323334 41424344
      51525354 020a0000 00000000 00000000
      """
    ),
    (
      .textResponse(
        .with {
          ($0.isFinal, $0.continues, $0.lun, $0.sequence) = (true, false, lun, responseSequence)
          ($0.initiatorTaskTag, $0.targetTransferTag) = (0xa1a2_a3a4, 0xb1b2_b3b4)
        }),
      """
      24800000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 31323334 41424344
      51525354 00000000 00000000 00000000
      """
    ),
    (
      .dataIn(
        .with {
          ($0.isFinal, $0.wantsAcknowledge, $0.hasStatus, $0.status) = (true, true, true, 0x02)
          ($0.residual, $0.lun, $0.sequence) = (Residual(expected: 8, actual: 9), lun, responseSequence)
          ($0.initiatorTaskTag, $0.targetTransferTag) = (0xa1a2_a3a4, 0xb1b2_b3b4)
          ($0.dataSN, $0.bufferOffset) = (7, 0x0001_0200)
        }),
      """
      25c50002 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 31323334 41424344
      51525354 00000007 00010200 00000001
      """
    ),
    (
      .logoutResponse(
        .with {
          ($0.result, $0.initiatorTaskTag, $0.sequence) = (.cleanupFailed, 0xa1a2_a3a4, responseSequence)
          ($0.time2Wait, $0.time2Retain) = (2, 20)
        }),
      """
      26800300 00000000 00000000 00000000 a1a2a3a4 00000000 31323334 41424344
      51525354 00000000 00020014 00000000
      """
    ),
    (
      .readyToTransfer(
        .with {
          ($0.lun, $0.initiatorTaskTag, $0.targetTransferTag) = (lun, 0xa1a2_a3a4, 0xb1b2_b3b4)
          ($0.sequence, $0.r2tSN, $0.bufferOffset) = (responseSequence, 4, 0x0001_0200)
          $0.desiredDataTransferLength = 0x0004_0000
        }),
      """
      31800000 00000000 00010000 00000000 a1a2a3a4 b1b2b3b4 31323334 41424344
      51525354 00000004 00010200 00040000
      """
    ),
    (
      .asynchronousMessage(
        .with {
          ($0.lun, $0.sequence, $0.event, $0.vendorCode) = (lun, responseSequence, .logoutRequested, 9)
          ($0.parameter1, $0.parameter2, $0.parameter3) = (0x0102, 0x0304, 0x0506)
        }),
      """
      32800000 00000000 00010000 00000000 ffffffff 00000000 31323334 41424344
      51525354 01090102 03040506 00000000
      """
    ),
    (
      .reject(.with { ($0.reason, $0.sequence, $0.dataSN) = (.invalidPDUField, responseSequence, 6) }),
      """
      3f800900 00000000 00000000 00000000 ffffffff 00000000 31323334 41424344
      51525354 00000006 00000000 00000000
      """
    ),
  ]
}
