import Barriers
import EventEngine
import Reservations
import SCSIWire
import Testing

@testable import StorageModel

@Suite struct WireTests {
  @Test("Every command in flight encodes to bytes that decode to itself", arguments: 0..<20)
  func roundTrip(_ index: Int) throws {
    let seed = UInt64(70_000 + index)
    var random = RandomModel(seed: seed)
    let plan = try Plan(random.model(index % 2 == 0 ? .preemptAndAbort : nil))
    var run = plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false))
    var seen: Set<Command> = []
    while run.step() {
      for unit in run.world.wire {
        guard case .command(let command) = unit.content, seen.insert(command).inserted else { continue }
        let cdb = command.encodedCDB()
        #expect(cdb.first == command.operationCode.rawValue)
        #expect(try Command.decode(cdb: cdb, parameterList: command.encodedParameterList()) == command, "\(command)")
      }
    }
    #expect(seen.contains { if case .persistentReserveOut = $0 { true } else { false } })
  }

  @Test("Every record of an I/O names it", arguments: BarrierMethod.allCases)
  func namedRecords(_ method: BarrierMethod) throws {
    let story = try Story(HostPauseTests.paused(method, lasting: .seconds(2)) { $0.run.until = .seconds(6) })
    for kind in [TraceRecord.Kind.issued, .acknowledged, .failed] {
      let records = story.all(kind)
      #expect(!records.isEmpty && records.allSatisfy { $0.version != nil }, "\(kind)")
    }
    #expect(Set(story.all(.issued).map(\.version)) == Set((story.all(.acknowledged) + story.all(.failed)).map(\.version)))
  }
}
