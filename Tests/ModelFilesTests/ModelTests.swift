import Barriers
import EventEngine
import ModelFiles
import Reservations
import StorageModel
import Testing

/// Every key of a model with a value that is not its default.
private let everything = """
  name: everything
  hosts:
    count: 3
    hbas: 4
    queue_depth: 5
    hba_latency: 6us
    overlap: allow
    multipath:
      path_selector: queue-length
      polling_interval: 7s
      max_polling_interval: 8s
      checker_timeout: 9s
      fast_io_fail_tmo: 10s
      no_path_retry: 11
      san_path_err_recovery_time: 12s
    scsi: { command_timeout: 13s, retries: 14, on_timeout: scsi-eh, eh_timeout: 15s }
  fabric:
    transport: tcp
    fabrics: 1
    link: { bandwidth: 10Gbps, propagation: 16us }
    switch_latency: 17us
    r_a_tov: 18s
    hold_time: 19s
    rscn_delay: 20ms
  array:
    controllers: 4
    ports: 3
    logical_units: 21
    transfer: immediate
    port_latency: 22us
    task_aborted_status: false
    media: { servers: 23, read: 24us, write: 25us }
    reservations: { service_time: 26us, aptpl: false, aptpl_time: 27us }
    abort_time: 28us
    eviction_timeout: 29s
    evicted_sessions: end
    defects: [good_before_quiesce, skip_abort]
  workload:
    closed: { depth: 30, think: 31ms }
    hosts: [host2, host0]
    start: 32s
    read_ratio: 0.33
    address: { zipf: 1.34 }
    size: 35KiB
    working_set: 36MiB
    alignment: 37KiB
  barrier: { exclude: preempt, wait: { hold: 38s }, rejoin: immediate }
  faults:
    - { name: down, at: 39s, link_down: { link: host1.hba2, for: 40s } }
    - { name: stall, at: 41s, link_stall: { link: array.controller1.port0, for: 42s } }
    - { name: port, at: 43s, port_stall: { port: array.controller3.port2, stage: after_check, for: 44s } }
    - { name: slow, at: 45s, media_slow: { factor: 4.6, for: 47s } }
    - { name: pause, at: 48s, host_pause: { host: host2, for: 49s, takeover_after: 50s } }
  run: { until: 51s, warm_up: 52ms, permute_equal_instants: true }
  """

@Suite struct ModelTests {
  @Test func `Values are read as multipath.conf has them too`() throws {
    let multipath = try model("hosts: { multipath: { path_selector: service-time 0, no_path_retry: 0 } }").configuration.hosts
      .multipath
    #expect(multipath.pathSelector == .serviceTime && multipath.noPathRetry == .fail)
  }

  @Test func `Every key of hosts and fabric is read`() throws {
    let configuration = try model(everything).configuration
    #expect(configuration.name == "everything")
    let hosts = configuration.hosts
    #expect([hosts.count, hosts.hbas, hosts.queueDepth] == [3, 4, 5])
    #expect(hosts.hbaLatency == .microseconds(6))
    #expect(hosts.overlap == .allow)
    #expect(hosts.multipath.pathSelector == .queueLength)
    #expect(hosts.multipath.pollingInterval == .seconds(7))
    #expect(hosts.multipath.pollingIntervalMax == .seconds(8))
    #expect(hosts.multipath.checkerTimeout == .seconds(9))
    #expect(hosts.multipath.fastIOFailTimeout == .seconds(10))
    #expect(hosts.multipath.noPathRetry == .polls(11))
    #expect(hosts.multipath.pathErrorRecoveryTime == .seconds(12))
    #expect(hosts.scsi.commandTimeout == .seconds(13))
    #expect(hosts.scsi.retries == 14)
    #expect(hosts.scsi.onTimeout == .scsiErrorHandler)
    #expect(hosts.scsi.errorHandlerTimeout == .seconds(15))
    let fabric = configuration.fabric
    #expect(fabric.transport == .tcp)
    #expect(fabric.fabrics == 1)
    #expect(fabric.link.bandwidth == 10_000_000_000)
    #expect(fabric.link.propagation == .microseconds(16))
    #expect(fabric.switchLatency == .microseconds(17))
    #expect(fabric.resourceAllocationTimeout == .seconds(18))
    #expect(fabric.holdTime == .seconds(19))
    #expect(fabric.stateChangeDelay == .milliseconds(20))
  }

  @Test func `Every key of the array is read`() throws {
    let array = try model(everything).configuration.array
    #expect([array.controllers, array.portsPerController, array.logicalUnits] == [4, 3, 21])
    #expect(array.transfer == .immediate)
    #expect(array.portLatency == .microseconds(22))
    #expect(array.taskAbortedStatus == false)
    #expect(array.media.servers == 23)
    #expect(array.media.read.mean == 24e-6)
    #expect(array.media.write.mean == 25e-6)
    #expect(array.reservations.serviceTime == .microseconds(26))
    #expect(array.reservations.persistThroughPowerLoss == false)
    #expect(array.reservations.persistTime == .microseconds(27))
    #expect(array.abortTime == .microseconds(28))
    #expect(array.evictionTimeout == .seconds(29))
    #expect(array.evictedSessions == .end)
    #expect(array.defects == [.goodBeforeQuiesce, .skipAbort])
  }

  @Test func `Every key of workload and run is read`() throws {
    let configuration = try model(everything).configuration
    let workload = configuration.workload
    guard case .closed(30, let think?) = workload.kind else {
      Issue.record("not a closed workload of depth 30 with think time")
      return
    }
    #expect(think.mean == 0.031)
    #expect(workload.hosts == [2, 0])
    #expect(workload.start == .seconds(32))
    #expect(workload.readRatio == 0.33)
    #expect(workload.address == .zipf(exponent: 1.34))
    #expect(workload.size.mean == 35 * 1024)
    #expect(workload.workingSet == 36 << 20)
    #expect(workload.alignment == 37 << 10)
    #expect(
      configuration.barrier
        == BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: 38_000_000_000), rejoin: .immediate))
    #expect(configuration.run.until == .seconds(51))
    #expect(configuration.run.warmUp == .milliseconds(52))
    #expect(configuration.run.permuteEqualInstants)
  }

  @Test func `Every kind of fault is read`() throws {
    let faults = try model(everything).configuration.faults
    #expect(faults.map(\.name) == ["down", "stall", "port", "slow", "pause"])
    #expect(faults.map(\.at.mean) == [39, 41, 43, 45, 48])
    #expect(faults.map(\.lasting.mean) == [40, 42, 44, 47, 49])
    #expect(faults[0].kind == .linkDown(.initiator(host: 1, hba: 2)))
    #expect(faults[1].kind == .linkStall(.target(TargetPortName(controller: 1, port: 0))))
    #expect(faults[2].kind == .portStall(TargetPortName(controller: 3, port: 2), .afterCheck))
    #expect(faults[3].kind == .mediaSlow(factor: 4.6))
    #expect(faults[4].kind == .hostPause(host: 2, takeoverAfter: .seconds(50)))
  }

  @Test func `What is not written has the default of the configuration`() throws {
    let read = try model("hosts: {}\nrun: {}\n").configuration
    let standard = ModelConfiguration()
    #expect(read.hosts.count == standard.hosts.count)
    #expect(read.hosts.scsi.commandTimeout == standard.hosts.scsi.commandTimeout)
    #expect(read.fabric.link.bandwidth == standard.fabric.link.bandwidth)
    #expect(read.array.media.write.mean == standard.array.media.write.mean)
    #expect(read.barrier == standard.barrier)
    #expect(read.run.until == standard.run.until)
    #expect(read.faults.isEmpty)
  }

  @Test(
    "Every barrier method has its name",
    arguments: zip(
      ["none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort"],
      [BarrierMethod.none, .hold, .logicalUnitReset, .preempt, .preemptAndAbort]))
  func barriers(name: String, method: BarrierMethod) throws {
    #expect(try model("barrier: \(name)").configuration.barrier == method)
  }

  @Test func `The other kinds of workload are read`() throws {
    guard
      case .open(50, .deterministic) = try model("workload: { open: { rate: 50/s, arrivals: deterministic } }")
        .configuration.workload.kind
    else {
      Issue.record("not an open workload with even arrivals")
      return
    }
    guard case .rewrite(3, nil) = try model("workload: { rewrite: { streams: 3 } }").configuration.workload.kind else {
      Issue.record("not three rewriting streams")
      return
    }
    guard case .closed(16, .some) = try model("workload: { closed: { think: 1ms } }").configuration.workload.kind else {
      Issue.record("not the default depth with a think time")
      return
    }
  }

  @Test func `A statement about the whole is given the position of its key, or of the nearest above`() throws {
    let loaded = try model(everything)
    func location(_ keyPath: String) -> String {
      let location = loaded.diagnostic(ConfigurationError(keyPath, "")).location
      return "\(location.line ?? 0):\(location.column ?? 0)"
    }
    #expect(location("array.controllers") == "26:16")
    #expect(location("array.media.servers") == "32:21")
    #expect(location("faults[2].port_stall.port") == "51:48")
    #expect(location("faults[1]") == "50:5")
    #expect(location("array.media") == "32:3")
    #expect(location("array.media.cache.size") == "32:3")
    #expect(location("workload.trace.file") == "38:1")
    #expect(location("nothing") == "0:0")
  }

  @Test func `A statement about the whole reads like any other error`() throws {
    let message = try withFolder(["m.yaml": "array:\n  controllers: 3\n"]) { folder in
      let loaded = try folder.model()
      return [
        folder.message { throw loaded.located(ConfigurationError("array.controllers", "at most 2 are modelled")) as any Error },
        folder.message { throw loaded.located(ConfigurationError("array.ports", "too few")) as any Error },
      ]
    }
    #expect(message == ["m.yaml:2:16: error: at most 2 are modelled", "m.yaml:1:1: error: array.ports: too few"])
  }
}
