import ConsistencyOracle
import EventEngine
import Testing

@testable import StorageModel
@testable import TraceExport

@Suite struct TraceLogTests {
  private let write = Version(host: 0, incarnation: 0, sequence: 138)

  private func line(_ record: TraceRecord) throws -> String {
    TraceLog(try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .none)).line(record)
  }

  @Test func anAttemptNamesItsPathAndItsWrite() throws {
    #expect(
      try line(record(30_001_204_881, .timedOut, 0, write, blocks: 96..<104))
        == "  30.001204881  timedOut             lun0 host0.hba0 -> array.controller0.port0    host0/138#0  write 96+8")
    #expect(
      try line(record(5, .heldAtPort, 3, write, ordinal: 2, detail: PortStage.afterData.traceCode, blocks: 0..<1))
        == "   0.000000005  heldAtPort           lun0 host0.hba1 -> array.controller1.port1    host0/138#2  write 0+1  after_data"
    )
    #expect(try line(record(0, .answered, 0, write, detail: 0x18)).hasSuffix("write 8+8  RESERVATION CONFLICT"))
    #expect(
      try line(record(0, .orphanSettled, 0, write, detail: UInt64(OrphanFate.landedLate.rawValue))).hasSuffix(
        "write 8+8  landed_late"))
  }

  @Test func anOperationNamesItsHostAndUnit() throws {
    var issued = record(1_000_000_000, .issued, 0, write)
    issued.isWrite = false
    #expect(
      try line(issued) == "   1.000000000  issued               lun0 host0                                    host0/138  read 8+8"
    )
  }

  @Test func aReservationCommandShowsItsKeyAndStatus() throws {
    var preempt = record(0, .reserveOutPerformed, 1)
    preempt.command = "PREEMPT AND ABORT"
    preempt.serviceActionKey = 0x0001_0002_0000_0003
    #expect(try line(preempt).hasSuffix("array.controller1.port0    PREEMPT AND ABORT key 0001000200000003h  GOOD"))
  }

  @Test func faultsPortsAndHostsAreNamed() throws {
    #expect(try line(record(2_000_000_000, .faultBegan, 0)) == "   2.000000000  faultBegan           stall")
    #expect(try line(record(0, .portEvicted, 2)) == "   0.000000000  portEvicted          array.controller1.port0")
    #expect(try line(record(0, .hostStopped, 1)) == "   0.000000000  hostStopped          host1")
    #expect(try line(record(0, .workloadStopped, 0)) == "   0.000000000  workloadStopped")
  }
}
