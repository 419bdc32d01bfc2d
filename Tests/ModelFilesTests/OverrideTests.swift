import EventEngine
import ModelFiles
import StorageModel
import Testing

private let base = """
  array: { media: { servers: 4, read: { lognormal: { median: 180us, sigma: 0.4 } } }, defects: [skip_abort] }
  workload: { open: { rate: 10/s }, address: uniform }
  faults:
    - { name: early, at: 1s, link_down: { link: host0.hba0, for: 3s } }
    - { name: stall, at: 2s, port_stall: { port: array.controller0.port0, stage: ingress, for: 60s } }
  """

@Suite struct OverrideTests {
  @Test func `A key that is there is replaced, a key that is not is added`() throws {
    let read = try model(base, set: ["array.media.servers=8", "hosts.scsi.command_timeout=7s", "barrier=none"]).configuration
    #expect(read.array.media.servers == 8)
    #expect(read.hosts.scsi.commandTimeout == .seconds(7))
    #expect(read.barrier == .none)
  }

  @Test func `Later overrides win`() throws {
    #expect(try model(base, set: ["hosts.count=2", "hosts.count=3"]).configuration.hosts.count == 3)
  }

  @Test func `Lists and mappings can be given`() throws {
    let read = try model(
      base, set: ["array.defects=[]", "array.media.read={ exponential: { mean: 2ms } }", "workload.hosts=[host0]"])
    #expect(read.configuration.array.defects.isEmpty)
    #expect(read.configuration.array.media.read.mean == 0.002)
    #expect(read.configuration.workload.hosts == [0])
  }

  @Test func `A parameter of a law can be replaced, and a short form by a precise one`() throws {
    let read = try model(base, set: ["array.media.read.lognormal.median=1ms", "workload.address.zipf=1.2"]).configuration
    #expect(read.array.media.read.quantile(0.5) == 0.001)
    #expect(read.workload.address == .zipf(exponent: 1.2))
  }

  @Test func `Faults are addressed by name, their parameters without the kind`() throws {
    let faults = try model(
      base,
      set: [
        "faults.stall.for=45s", "faults.stall.stage=after_data", "faults.stall.at=9s", "faults.early.link_down.for=4s",
        "faults.early.name=first",
      ]
    ).configuration.faults
    #expect(faults.map(\.name) == ["first", "stall"])
    #expect(faults.map(\.lasting.mean) == [4, 45])
    #expect(faults.map(\.at.mean) == [1, 9])
    #expect(faults[1].kind == .portStall(TargetPortName(controller: 0, port: 0), .afterData))
  }

  @Test(
    "What an override gets wrong is reported where it was given",
    arguments: [
      ("array.controllers=0", "--set array.controllers=0: error: 0 is out of range; expected a whole number from 1"),
      (
        "array.contollers=3",
        "--set array.contollers=3: error: unknown key 'contollers' in 'array'; expected one of controllers, ports, "
          + "logical_units, logical_unit_size, transfer, port_latency, task_aborted_status, media, reservations, abort_time, "
          + "eviction_timeout, evicted_sessions, transfer_timeout, defects (did you mean 'controllers'?)"
      ),
      (
        "arrays.controllers=3",
        "--set arrays.controllers=3: error: unknown key 'arrays'; expected one of name, hosts, fabric, array, workload, barrier, "
          + "faults, run (did you mean 'array'?)"
      ),
      ("array.controllers.x=3", "--set array.controllers.x=3: error: found a mapping; expected a whole number from 1"),
      (
        "run.until=10",
        "--set run.until=10: error: found the number 10 without a unit; expected a duration with a unit, such as 30s or 500us"
      ),
      ("run.until=", "--set run.until=: error: found nothing; expected a duration with a unit, such as 30s or 500us"),
      (
        "faults.stal.for=1s",
        "--set faults.stal.for=1s: error: nothing in 'faults' is named 'stal'; expected early or stall (did you mean 'stall'?)"
      ),
      (
        "faults.stall.length=1s",
        "--set faults.stall.length=1s: error: unknown key 'length' in 'faults[1].port_stall'; expected one of port, stage, for"
      ),
      (
        "array.defects.x=1",
        "--set array.defects.x=1: error: nothing in 'defects' is named 'x'; expected a list in which items have names"
      ),
      (
        "workload.closed.depth=3",
        "--set workload.closed.depth=3: error: 'closed' excludes 'open' in 'workload'; expected one of closed, "
          + "open, rewrite or trace"
      ),
      (
        "a..b=1",
        "--set a..b=1: error: found the key path 'a..b'; expected keys separated by dots, such as array.media.servers"
      ),
      ("hosts=[", "--set hosts=[: error: not YAML: did not find expected node content (while parsing a flow node)"),
      ("hosts", "--set hosts: error: found no '='; expected KEY.PATH=VALUE"),
    ])
  func wrongOverrides(assignment: String, expected: String) throws {
    #expect(try modelMessage(base, set: [assignment]) == expected)
  }

  @Test func `A statement about an overridden key points at the override`() throws {
    let loaded = try model(base, set: ["array.media.servers=8"])
    let statement = loaded.located(ConfigurationError("array.media.servers", "too many"))
    #expect("\(statement)" == "--set array.media.servers=8: error: too many")
  }
}
