import Testing

@testable import weir_initiator

/// Faults by command, as real sessions meet them.
@Suite(.timeLimit(.minutes(2)))
struct ControlTests {
  private let scratch: Scratch
  private let server: Server
  private let control: ControlSocket

  init() throws {
    scratch = try Scratch()
    let path = scratch.path("control")
    server = try Server(scratch: scratch, options: ["--control", path])
    control = try ControlSocket(path)
  }

  private func login(_ port: Int, _ host: String = "a") throws -> Session { try Cluster.login(server, host, through: port) }

  @Test("A port stalls until it is released or its time is over")
  func stalls() throws {
    let a = try login(0)
    try #expect(control.ask("stall port0 after_data") == "ok: port0 stalls at after_data")
    let stuck = try a.startWrite(block: 1, 0xAA)
    try #expect(!a.isAnswered(stuck, withinMilliseconds: 300))
    try #expect(control.ask("stall port0 ingress") == "error: port0 stalls by command already; expected release port0 first")
    try #expect(control.ask("release port0") == "ok: port0 is released")
    try #expect(a.finish(stuck).outcome == .good)
    try #expect(
      control.ask("stall array.controller0.port1 egress 200ms") == "ok: array.controller0.port1 stalls at egress for 200 ms")
    let b = try login(1, "b")
    try #expect(b.write(block: 2, 0xBB) == .good, "the answer came when the time was over")
  }

  @Test("A portal that is cut resets its sessions and refuses others, until it is restored; the other portal goes on")
  func cut() throws {
    let (a, b) = (try login(0), try login(1, "b"))
    let exchange = try a.send(CDB.testUnitReady)
    try #expect(a.finish(exchange).outcome == .good)
    try #expect(control.ask("cut portal0") == "ok: portal0 refuses connections")
    #expect(((try? a.perform(CDB.testUnitReady))?.outcome ?? .lost) == .lost)
    #expect(throws: InitiatorError.self) { _ = try login(0) }
    try #expect(b.write(block: 2, 0xBB) == .good)
    try #expect(control.ask("inspect").contains("port0 works, cut, no session"))
    try #expect(control.ask("restore portal0") == "ok: portal0 is open")
    let again = try Session(server.ports[0], name: a.name, port: 1)
    try #expect(again.unitAttentions() == [0x2907], "the array has noticed the loss")
    try #expect(again.read(block: 2).data == blockFull(of: 0xBB))
  }

  @Test("A portal that is silent hears and says nothing; when it is restored, what was sent meanwhile is carried out")
  func silence() throws {
    let (a, b) = (try login(0), try login(1, "b"))
    try #expect(control.ask("silence portal0") == "ok: portal0 is silent")
    let unheard = try a.startWrite(block: 3, 0xAA)
    try #expect(!a.isAnswered(unheard, withinMilliseconds: 300))
    try #expect(b.read(block: 3).data == blockFull(of: 0))
    try #expect(control.ask("inspect").contains("port0 works, silent, sessions \(a.name)"))
    try #expect(control.ask("restore portal0") == "ok: portal0 is open")
    try #expect(a.finish(unheard).outcome == .good)
    try #expect(b.read(block: 3).data == blockFull(of: 0xAA))
  }

  @Test("What a dead connection has left in a silent portal arrives late, and the oracle sees who gave it up")
  func ghost() throws {
    let other = try login(1)
    var victim: Session? = try Session(server.ports[0], name: other.name, port: 2)
    _ = try victim?.unitAttentions()
    try #expect(control.ask("stall port0 after_data") == "ok: port0 stalls at after_data")
    let stuck = try #require(try victim?.startWrite(block: 4, 0xAA))
    try #expect(victim?.isAnswered(stuck, withinMilliseconds: 300) == false)
    try #expect(control.ask("silence portal0") == "ok: portal0 is silent")
    victim = nil
    try #expect(other.write(block: 4, 0xBB) == .good)
    try #expect(control.ask("release port0") == "ok: port0 is released")
    while try control.ask("inspect").contains("1 command under way") {}
    try #expect(other.read(block: 4).data == blockFull(of: 0xAA))
    let report = try server.stop()
    #expect(report.contains("LEAK: 1 stale write (1 block)"), "\(report)")
  }

  @Test("Repeated stale reads of a block are told in one line")
  func repeatedStaleReads() throws {
    let (a, b) = (try login(0), try login(1, "b"))
    try #expect(control.ask("stall port0 after_data") == "ok: port0 stalls at after_data")
    let stuck = try a.startWrite(block: 4, 0xAA)
    try #expect(!a.isAnswered(stuck, withinMilliseconds: 300))
    try #expect(control.ask("cut portal0") == "ok: portal0 refuses connections")
    try #expect(b.write(block: 4, 0xBB) == .good)
    try #expect(control.ask("release port0") == "ok: port0 is released")
    while try b.read(block: 4).data != blockFull(of: 0xAA) {}
    for _ in 0..<6 { try #expect(b.read(block: 4).data == blockFull(of: 0xAA)) }
    let lines = try server.stop().split(separator: "\n").filter { $0.hasPrefix("stale read") }
    #expect(lines.count == 1 && lines[0].contains("; 7 times until "), "\(lines)")
  }

  @Test(
    "What is not understood is answered with what was expected",
    arguments: [
      ("", "error: unknown command ''; expected stall, release, cut, silence, restore or inspect"),
      ("Stall port0 ingress", "error: unknown command 'Stall'; expected stall, release, cut, silence, restore or inspect"),
      ("stall port0", "error: 'stall port0' has 2 words; expected stall PORT STAGE [TIME]"),
      ("stall port2 ingress", "error: there is no 'port2'; expected port0 to port1 (portal0 to portal1)"),
      ("stall port-1 ingress", "error: there is no 'port-1'; expected port0 to port1 (portal0 to portal1)"),
      ("stall port0 middle", "error: unknown stage 'middle'; expected ingress, after_check, after_data or egress"),
      ("stall port0 ingress 60", "error: '60' is no time; expected a duration with a unit, such as 30s or 500us"),
      ("release port0", "error: port0 does not stall by command; expected a port that does"),
      ("cut", "error: 'cut' has 1 words; expected cut PORTAL"),
      ("restore portal9", "error: there is no 'portal9'; expected port0 to port1 (portal0 to portal1)"),
      ("inspect port0", "error: 'inspect port0' has 2 words; expected inspect"),
    ])
  func badInput(line: String, answer: String) throws {
    try #expect(control.ask(line) == answer)
    try #expect(control.ask("inspect").hasPrefix("ok: at "), "it goes on")
  }

  @Test("Lines that come together are answered one by one, and one without an end is not waited for")
  func pieces() throws {
    control.send("restore portal0\ncut portal1\r\nrest")
    control.send("ore portal1\ninspect\n")
    try #expect(control.line() == "ok: portal0 is open")
    try #expect(control.line() == "ok: portal1 refuses connections")
    try #expect(control.line() == "ok: portal1 is open")
    try #expect(control.line().contains("port1 works, no session"))
    control.send(String(repeating: "x", count: 5000))
    #expect(throws: ControlSocket.Failure.self) { _ = try control.line() }
  }

  @Test("Who closes its end after the last line gets its answers all the same, and then the end")
  func endOfInput() throws {
    control.send("cut portal0\nrestore portal0\n")
    control.endOfInput()
    try #expect(control.line() == "ok: portal0 refuses connections")
    try #expect(control.line() == "ok: portal0 is open")
    #expect(throws: ControlSocket.Failure.self) { _ = try control.line() }
  }
}
