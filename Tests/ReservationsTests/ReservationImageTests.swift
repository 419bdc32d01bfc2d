import Reservations
import SCSIWire
import Testing

/// What APTPL keeps: SPC-4 5.13.5.
@Suite struct ReservationImageTests {
  private func persistent(_ bench: inout AccessBench, type: UInt8) -> [NexusID] {
    let nexuses = [bench.login("a"), bench.login("b", through: 2)]
    for (nexus, key) in zip(nexuses, [0xA, 0xB] as [UInt64]) {
      var command = out(.register, newKey: key)
      command.activatePersistThroughPowerLoss = true
      precondition(bench.send(command, from: nexus) == .good)
    }
    precondition(bench.send(.reserve, from: nexuses[1], key: 0xB, type: type) == .good)
    return nexuses
  }

  @Test("A unit restored in another process knows ports, keys, holder and type, and counts anew", arguments: everyType)
  func restoring(_ type: UInt8) throws {
    var bench = AccessBench()
    _ = persistent(&bench, type: type)
    let image = bench.access.persistentImage(in: bench.directory)
    var restarted = AccessBench()
    let stranger = restarted.login("stranger")
    #expect(restarted.access.restore(from: image, directory: &restarted.directory))
    let b = try #require(restarted.directory.find(AccessBench.port("b"), targetPort: 2))
    #expect(restarted.access.table.key(of: b)?.value == 0xB && Set(restarted.keys) == [0xA, 0xB])
    #expect(restarted.access.table.holder == (type >= 7 ? nil : b) && restarted.held == type)
    #expect(restarted.access.table.generation == 0 && restarted.access.table.persistsThroughPowerLoss)
    #expect(restarted.pending(b) == ["29/00"])
    #expect(!restarted.access.table.isRegistered(stranger))
    #expect(restarted.access.persistentImage(in: restarted.directory) == image)
    #expect(restarted.access.brokenInvariant == nil)
  }

  @Test("A registration without APTPL, from whomever, voids what was stored")
  func disarmed() {
    var bench = AccessBench()
    _ = persistent(&bench, type: 5)
    #expect(bench.send(.register, from: bench.login("c"), newKey: 0xC) == .good)
    #expect(bench.access.persistentImage(in: bench.directory) == nil)
    #expect(bench.access.restore(from: nil, directory: &bench.directory))
    #expect(bench.keys.isEmpty && bench.access.brokenInvariant == nil)
  }

  @Test("An image that cannot be of this unit is lost information")
  func unsound() {
    let entry = NexusDirectory.Entry(initiatorPort: AccessBench.port("a"), targetPort: 1)
    let sound = ReservationImage.Registration(nexus: entry, key: ReservationKey(1))
    let images = [
      ReservationImage(registrations: [sound], holdings: [.init(type: .writeExclusive, holder: 1)]),
      ReservationImage(registrations: [sound], holdings: [.init(type: .writeExclusive, holder: -1)]),
      ReservationImage(registrations: [sound], holdings: [.init(type: .writeExclusive, holder: nil)]),
      ReservationImage(registrations: [], holdings: [.init(type: .writeExclusiveAllRegistrants, holder: nil)]),
      ReservationImage(registrations: [sound], holdings: [.init(type: .writeExclusive, scope: 2, holder: 0)]),
      ReservationImage(registrations: [.init(nexus: entry, key: .none)], holdings: []),
      ReservationImage(
        registrations: [.init(nexus: .init(initiatorPort: AccessBench.port("a"), targetPort: 3), key: ReservationKey(1))],
        holdings: []),
    ]
    for image in images {
      var bench = AccessBench()
      #expect(!bench.access.restore(from: image, directory: &bench.directory), "\(image)")
      #expect(bench.access.table.isLost && bench.access.brokenInvariant == nil)
    }
  }

  @Test("Elements and their addresses are restored")
  func elements() {
    var bench = AccessBench(rules: ReservationRules(dialect: .spc2, hasElements: true))
    let a = bench.login("a")
    var command = out(.register, newKey: 0xA)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: a) == .good)
    for (scope, address) in [(0, 0), (2, 7), (2, 3)] as [(UInt8, UInt32)] {
      command = out(.reserve, key: 0xA, type: 3, scope: scope)
      command.scopeSpecificAddress = address
      #expect(bench.send(command, from: a) == .good)
    }
    let image = bench.access.persistentImage(in: bench.directory)
    let before = bench.access.table.reservationDescriptors
    #expect(bench.access.restore(from: image, directory: &bench.directory))
    #expect(bench.access.table.reservationDescriptors == before && before.map(\.scopeSpecificAddress) == [0, 3, 7])
  }
}
