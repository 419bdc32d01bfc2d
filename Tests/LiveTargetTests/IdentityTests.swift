import Testing

@testable import weir_initiator

/// What operating systems tell disks apart by, as real sessions see it.
@Suite(.timeLimit(.minutes(2)))
struct IdentityTests {
  /// Unit serial number and the names of the logical unit, as one port tells them.
  private struct Identity: Equatable {
    var serialNumber: [UInt8]
    var names: [[UInt8]]
  }

  private func identity(_ server: Server, port: Int) throws -> Identity {
    let session = try Session(server.ports[port], name: "iqn.2026-11.org.example.host:i", port: UInt16(port + 1))
    let serial = try session.perform([0x12, 1, 0x80, 0, 255, 0], dataInLength: 255).data
    let page = try session.perform([0x12, 1, 0x83, 0, 255, 0], dataInLength: 255).data
    var names: [[UInt8]] = []
    var rest = page.dropFirst(4)
    while rest.count >= 4 {
      let designator = Array(rest.prefix(4 + Int(rest[rest.startIndex + 3])))
      // ASSOCIATION 0: the logical unit.
      if designator[1] & 0x30 == 0 { names.append(designator) }
      rest = rest.dropFirst(designator.count)
    }
    return Identity(serialNumber: serial, names: names)
  }

  @Test("Two servers of one model are two arrays, each the same through both ports")
  func serversDiffer() throws {
    let scratch = try Scratch()
    let servers = try (0..<2).map { _ in try Server(scratch: scratch) }
    let identities = try servers.map { [try identity($0, port: 0), try identity($0, port: 1)] }
    for ports in identities { #expect(ports[0] == ports[1] && ports[0].names.count == 2) }
    #expect(identities[0][0].serialNumber != identities[1][0].serialNumber)
    #expect(Set(identities[0][0].names).isDisjoint(with: identities[1][0].names))
  }

  @Test("A server is the same array after a restart if it has its state, and another if not")
  func stateKeepsTheSerial() throws {
    let scratch = try Scratch()
    func restarted(state: String?) throws -> [Identity] {
      try (0..<2).map { _ in
        let server = try Server(scratch: scratch, state: state)
        let identity = try identity(server, port: 0)
        _ = try server.stop()
        return identity
      }
    }
    let kept = try restarted(state: scratch.path("state"))
    #expect(kept[0] == kept[1])
    let forgotten = try restarted(state: nil)
    #expect(forgotten[0] != forgotten[1])
  }

  @Test("A serial number that is given is the one that initiators see, and replaces the one that was kept")
  func givenSerial() throws {
    let scratch = try Scratch()
    let state = scratch.path("state")
    func serialNumber(_ options: [String]) throws -> [UInt8] {
      let server = try Server(scratch: scratch, state: state, options: options)
      defer { server.kill() }
      return try identity(server, port: 1).serialNumber
    }
    _ = try serialNumber([])
    let expected = [0x00, 0x80, 0x00, 20] + Array("00000000C0FFEE010000".utf8)
    #expect(try serialNumber(["--serial", "00000000c0ffee01"]) == expected)
    #expect(try serialNumber([]) == expected)
  }
}
