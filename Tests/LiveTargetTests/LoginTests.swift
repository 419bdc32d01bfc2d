import Testing

@testable import weir_initiator

/// What a session needs before its first command.
@Suite(.timeLimit(.minutes(2)))
struct LoginTests {
  @Test("Discovery through either port lists the target with a portal group of its own for each port")
  func discovery() throws {
    let server = try Server(scratch: try Scratch())
    for port in server.ports {
      let found = try discover(portal: port.portal)
      #expect(found.map(\.target) == [port.target])
      let portals = server.ports.enumerated().map { index, address in "\(address.portal),\(index + 1)" }
      #expect(found.first?.portals.sorted() == portals.sorted())
    }
  }

  @Test("A session with header digests reads what it has written")
  func headerDigests() throws {
    let server = try Server(scratch: try Scratch())
    let session = try Session(
      server.ports[0], name: "iqn.2026-11.org.example.host:digest", port: 1, headerDigest: true)
    _ = try session.unitAttentions()
    try #expect(session.write(block: 3, 0x33) == .good)
    try #expect(session.read(block: 3) == Reply(outcome: .good, data: blockFull(of: 0x33)))
  }

  @Test("A login to a target of another name is refused")
  func unknownTarget() throws {
    let server = try Server(scratch: try Scratch())
    let address = Session.Address(portal: server.ports[0].portal, target: "iqn.2026-11.org.example.weir:other")
    #expect(throws: InitiatorError.self) { _ = try Session(address, name: "iqn.2026-11.org.example.host:a", port: 1) }
  }

  @Test("With CHAP only the right secret gets in, and an initiator that asks sees whether the target knows its own")
  func challenge() throws {
    let scratch = try Scratch()
    let (right, wrong) = ("the-initiator's-secret", "another-secret-of-it")
    let server = try Server(
      scratch: scratch,
      options: [
        "--chap-user", "ann", "--chap-secret-file", try scratch.file("secret", right + "\n"),
        "--mutual-chap-user", "array", "--mutual-chap-secret-file", try scratch.file("own", "the-target's-secret\n"),
      ])
    func login(_ secret: String?, target: String? = nil) throws -> Session {
      try Session(
        server.ports[0], name: "iqn.2026-11.org.example.host:a", port: 1,
        chap: secret.map { Session.Credentials(user: "ann", secret: $0) },
        mutualCHAP: target.map { Session.Credentials(user: "array", secret: $0) })
    }
    let session = try login(right)
    _ = try session.unitAttentions()
    try #expect(session.write(block: 0, 1) == .good)
    #expect(throws: InitiatorError.self) { _ = try login(wrong) }
    #expect(throws: InitiatorError.self) { _ = try login(nil) }
    _ = try login(right, target: "the-target's-secret")
    #expect(throws: InitiatorError.self) { _ = try login(right, target: "not-the-target's") }
  }
}
