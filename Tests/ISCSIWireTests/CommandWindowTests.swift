import ISCSIWire
import Testing

struct CommandWindowTests {
  @Test func `commands are delivered in the order of their numbers`() {
    var window = CommandWindow<String>(expecting: 10, capacity: 4)
    #expect(window.receive("c", cmdSN: 12) == .early)
    #expect(window.nextInOrder() == nil)
    #expect(window.expected == 10)
    #expect(window.receive("b", cmdSN: 11) == .early)
    #expect(window.receive("a", cmdSN: 10) == .ready)
    #expect([window.nextInOrder(), window.nextInOrder(), window.nextInOrder(), window.nextInOrder()] == ["a", "b", "c", nil])
    #expect(window.expected == 13)
  }

  @Test func `a command that has come before is ignored`() {
    var window = CommandWindow<String>(expecting: 10, capacity: 4)
    #expect(window.receive("b", cmdSN: 11) == .early)
    #expect(window.receive("again", cmdSN: 11) == .ignored)
    #expect(window.receive("a", cmdSN: 10) == .ready)
    #expect(window.nextInOrder() == "a")
    #expect(window.receive("again", cmdSN: 10) == .ignored)
    #expect(window.nextInOrder() == "b")
  }

  @Test func `MaxCmdSN moves on as commands finish, and no command beyond it is taken`() {
    var window = CommandWindow<String>(expecting: 0xffff_fffe, capacity: 2)
    #expect(window.maximum == 0xffff_ffff)
    #expect(window.receive("beyond", cmdSN: 0) == .ignored)
    #expect(window.receive("a", cmdSN: 0xffff_fffe) == .ready)
    #expect(window.nextInOrder() == "a")
    // Delivered, but unfinished: it still takes its place.
    #expect(window.receive("beyond", cmdSN: 0) == .ignored)
    window.commandFinished()
    #expect(window.maximum == 0)
    #expect(window.receive("c", cmdSN: 0) == .early)
  }

  @Test func `a window full of unfinished commands is closed: MaxCmdSN is one below ExpCmdSN`() {
    var window = CommandWindow<Int>(expecting: 5, capacity: 1)
    #expect(window.receive(5, cmdSN: 5) == .ready)
    #expect(window.nextInOrder() == 5)
    #expect(window.maximum.advanced(by: 1) == window.expected)
    #expect(window.receive(6, cmdSN: 6) == .ignored)
  }

  @Test func `whatever the order of arrival, each command is delivered once and in order`() {
    for seed in 0..<300 {
      var random = TestRandom(seed: UInt64(seed))
      let capacity = 1 + random.below(9)
      // Close to the end of 32 bits, so that every run wraps.
      let first = SerialNumber(0xffff_ffff - UInt32(random.below(20)))
      var window = CommandWindow<UInt32>(expecting: first, capacity: capacity)
      var (delivered, running) = ([UInt32](), 0)
      while delivered.count < 60 {
        let cmdSN = first.advanced(by: delivered.count - 3 + random.below(capacity + 6))
        _ = window.receive(cmdSN.rawValue, cmdSN: cmdSN)
        while let command = window.nextInOrder() {
          delivered.append(command)
          running += 1
        }
        #expect(running <= capacity, "seed \(seed)")
        if running > 0, random.below(3) == 0 {
          window.commandFinished()
          running -= 1
        }
      }
      #expect(delivered == delivered.indices.map { first.advanced(by: $0).rawValue }, "seed \(seed)")
    }
  }
}
