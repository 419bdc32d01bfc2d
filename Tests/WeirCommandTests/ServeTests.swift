import Foundation
import Testing

/// What `weir serve` refuses; what it serves is for LiveTargetTests.
@Suite struct ServeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func model(_ more: String = "") throws -> String {
    try scratch.file(
      "live.yaml",
      """
      name: live
      array: { controllers: 1, ports: 1, logical_unit_size: 1MiB }
      hosts: { hbas: 1 }
      fabric: { fabrics: 1 }
      workload: { working_set: 64KiB }
      \(more)
      """)
  }

  @Test func faultsOfHostsAndLinksAreRefusedWhereTheyStand() throws {
    let path = try model("faults:\n  - { name: pause, at: 1s, host_pause: { host: host0, for: 5s } }")
    let weir = try Weir("serve", path, "--listen", "127.0.0.1:0")
    #expect((weir.status, weir.output) == (65, ""))
    #expect(weir.errors.hasPrefix("\(path):7:5: error: 'pause' is a fault of a host or a link"))
  }

  @Test(arguments: ["nonsense", "127.0.0.1", "127.0.0.1:99999", ":3260"])
  func anAddressNeedsHostAndPort(address: String) throws {
    #expect(try Weir("serve", try model(), "--listen", address).status == 64)
  }

  @Test func secretsComeFromFilesAndAreLongEnough() throws {
    let path = try model()
    #expect(try Weir("serve", path, "--chap-user", "ann").status == 64)
    let missing = try Weir("serve", path, "--chap-user", "ann", "--chap-secret-file", scratch.path("missing"))
    #expect(missing.status == 74)
    let short = try scratch.file("secret", "elevenbytes\n")
    let weir = try Weir("serve", path, "--chap-user", "ann", "--chap-secret-file", short)
    #expect((weir.status, weir.errors) == (65, "\(short):1:1: error: the secret has 11 bytes; expected at least 12\n"))
  }

  @Test func aSecretMayComeFromAPipe() throws {
    let pipe = scratch.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // It stays open for writing: the first line is enough.
    let descriptor = open(pipe, O_RDWR)
    defer { close(descriptor) }
    try #require(write(descriptor, "elevenbytes\nmore", 16) == 16)
    let weir = try Weir("serve", try model(), "--chap-user", "ann", "--chap-secret-file", pipe)
    #expect((weir.status, weir.errors) == (65, "\(pipe):1:1: error: the secret has 11 bytes; expected at least 12\n"))
    let directory = try Weir("serve", try model(), "--chap-user", "ann", "--chap-secret-file", scratch.url.path)
    #expect(directory.status == 74)
  }

  @Test(arguments: ["", ":3260", "host:", "host:0", "host:99999", "[::1", "[::1]3260", "two words"])
  func anAdvertisedAddressIsAHostAndPerhapsAPort(address: String) throws {
    #expect(try Weir("serve", try model(), "--listen", "127.0.0.1:0", "--advertise", address).status == 64)
  }

  @Test func aControlSocketThatCannotBeIsAnError() throws {
    let file = try scratch.file("file", "")
    for path in [file, scratch.path("missing/socket")] {
      let weir = try Weir("serve", try model(), "--listen", "127.0.0.1:0", "--control", path)
      #expect((weir.status, weir.output) == (74, ""))
      #expect(weir.errors.contains("\(path): error: cannot listen: "), "\(weir.errors)")
    }
  }

  @Test func whatCannotBeListenedOnOrWrittenIsAnError() throws {
    let path = try model()
    // TEST-NET-1 (RFC 5737) is nobody's address.
    let foreign = try Weir("serve", path, "--listen", "192.0.2.1:3260")
    #expect((foreign.status, foreign.output) == (74, ""))
    #expect(foreign.errors.contains("warning: 192.0.2.1 can be reached from other machines, by anybody"))
    let state = try Weir("serve", path, "--listen", "127.0.0.1:0", "--state", "\(path)/state")
    #expect((state.status, state.output) == (74, ""))
    let capture = try Weir("serve", path, "--listen", "127.0.0.1:0", "--pcap", scratch.path("missing/x.pcapng"))
    #expect((capture.status, capture.output) == (74, ""))
  }

  @Test func logicalUnitsMustHoldWhatHostsWrite() throws {
    let path = try model()
    let weir = try Weir("validate", path)
    #expect(weir.status == 0, "\(weir.errors)")
    let small = try Weir("run", path, "--set", "array.logical_unit_size=32KiB")
    #expect(small.status == 65)
    #expect(small.errors.contains("too small for 1 hosts with a workload.working_set of 65536 bytes each"), "\(small.errors)")
  }

  @Test(arguments: ["12", "0123456789ABCDEFF", "0123456789ABCDEG"])
  func aSerialNumberHas16Digits(serial: String) throws {
    #expect(try Weir("serve", try model(), "--listen", "127.0.0.1:0", "--serial", serial).status == 64)
  }

  @Test func aSerialNumberThatWasSpoiledIsAnError() throws {
    let file = try scratch.file("serial", "unreadable\n")
    let weir = try Weir("serve", try model(), "--listen", "127.0.0.1:0", "--state", scratch.url.path)
    #expect((weir.status, weir.output) == (65, ""))
    #expect(weir.errors == "\(file):1:1: error: 'unreadable' is no serial number; expected 16 hexadecimal digits\n")
  }
}
