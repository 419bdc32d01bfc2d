import ModelFiles
import StorageModel
import Testing

@Suite struct ModelErrorTests {
  static let wrongModels: [(String, String)] = [
    (
      "hosst: {}",
      "1:1: error: unknown key 'hosst'; expected one of name, hosts, fabric, array, workload, barrier, "
        + "faults, run (did you mean 'hosts'?)"
    ),
    (
      "zzz: 1",
      "1:1: error: unknown key 'zzz'; expected one of name, hosts, fabric, array, workload, barrier, "
        + "faults, run"
    ),
    (
      "barrier: hold\nhold_time: 20s",
      "2:1: error: 'hold_time' is no key any more: how long a hold lasts is part of the barrier; "
        + "expected barrier: hold:20s, or barrier: { exclude: none, wait: { hold: 20s } }"
    ),
    (
      "barrier: { exclude: premept }",
      "1:21: error: found 'premept'; expected none, preempt, preempt-abort, fabric or stonith (did you mean 'preempt'?)"
    ),
    ("barrier: { rejoin: now }", "1:20: error: found 'now'; expected immediate, drained or relogin"),
    (
      "barrier: { wait: holt }",
      "1:18: error: found 'holt'; expected at-once, answer, hold, reset or watchdog, or a duration as in hold:10s "
        + "(did you mean 'hold'?)"
    ),
    ("barrier: { wait: { hold: 0s } }", "1:26: error: found '0s'; expected a duration above 0s"),
    (
      "barrier: { wait: { hold: 1s, watchdog: 2s } }",
      "1:30: error: 'watchdog' excludes 'hold' in 'barrier.wait'; expected one of hold or watchdog"
    ),
    ("barrier: { wait: {} }", "1:18: error: missing key in 'barrier.wait'; expected one of hold or watchdog"),
    (
      "barrier: { exclud: none }",
      "1:12: error: unknown key 'exclud' in 'barrier'; expected one of exclude, wait, rejoin (did you mean 'exclude'?)"
    ),
    (
      "barrier: hold:20",
      "1:10: error: found 'hold:20'; expected none, hold, lun-reset, pr-preempt, pr-preempt-abort, "
        + "pr-rekey, watchdog, fabric-fence or stonith, or parts such as preempt+hold:10s+drained"
    ),
    (
      "array:\n  media:\n    sevrers: 8\n",
      "3:5: error: unknown key 'sevrers' in 'array.media'; expected one of servers, read, write (did you mean 'servers'?)"
    ),
    ("hosts: 2", "1:8: error: found '2'; expected a mapping"),
    ("hosts:\nname: a\n", "1:7: error: found nothing; expected a mapping"),
    ("hosts: { count: 0 }", "1:17: error: 0 is out of range; expected a whole number from 1"),
    ("hosts: { count: -1 }", "1:17: error: -1 is out of range; expected a whole number from 1"),
    ("hosts: { count: two }", "1:17: error: found 'two'; expected a whole number from 1"),
    ("hosts: { count: 2.5 }", "1:17: error: found '2.5'; expected a whole number from 1"),
    (
      "hosts: { count: 99999999999999999999 }",
      "1:17: error: 99999999999999999999 is out of range; expected a whole number from 1"
    ),
    (
      "hosts: { multipath: { no_path_retry: -1 } }",
      "1:38: error: found '-1'; expected fail, queue or a number of polling intervals"
    ),
    (
      "hosts: { multipath: { path_selector: roundrobin } }",
      "1:38: error: found 'roundrobin'; expected round-robin, queue-length or service-time (did you mean 'round-robin'?)"
    ),
    ("hosts: { multipath: { polling_interval: 0s } }", "1:41: error: found '0s'; expected a duration above 0s"),
    (
      "fabric: { link: { length: 50m, propagation: 1us } }",
      "1:32: error: 'propagation' excludes 'length' in 'fabric.link'; expected one of length or propagation"
    ),
    (
      "fabric: { link: { length: 50 } }",
      "1:27: error: found the number 50 without a unit; expected a length with a unit, such as 25m or 10km"
    ),
    ("array: { task_aborted_status: yes }", "1:31: error: found 'yes'; expected true or false"),
    ("array: { defects: skip_abort }", "1:19: error: found 'skip_abort'; expected a list of good_before_quiesce or skip_abort"),
    (
      "array: { defects: [skip_abrot] }",
      "1:20: error: found 'skip_abrot'; expected good_before_quiesce or skip_abort (did you mean 'skip_abort'?)"
    ),
    (
      "barrier: pr-preempt-and-abort",
      "1:10: error: found 'pr-preempt-and-abort'; expected none, hold, lun-reset, pr-preempt, pr-preempt-abort, "
        + "pr-rekey, watchdog, fabric-fence or stonith, or parts such as preempt+hold:10s+drained "
        + "(did you mean 'pr-preempt-abort'?)"
    ),
    (
      "barrier: [none]",
      "1:10: error: found a list; expected none, hold, lun-reset, pr-preempt, pr-preempt-abort, "
        + "pr-rekey, watchdog, fabric-fence or stonith, or parts such as preempt+hold:10s+drained"
    ),
    ("name: ''", "1:7: error: found ''; expected a text of one line"),
    (
      "workload: { closed: { depth: 1 }, open: { rate: 1/s } }",
      "1:35: error: 'open' excludes 'closed' in 'workload'; expected one of closed, open, rewrite or trace"
    ),
    ("workload: { open: {} }", "1:19: error: missing key 'rate' in 'workload.open'; expected it here"),
    ("workload: { read_ratio: 1.5 }", "1:25: error: found '1.5'; expected a number in 0...1"),
    ("workload: { read_ratio: nan }", "1:25: error: found 'nan'; expected a number"),
    ("workload: { address: random }", "1:22: error: found 'random'; expected uniform or sequential"),
    ("workload: { address: { zipf: 17 } }", "1:30: error: found '17'; expected a number in 0...16"),
    (
      "workload: { address: { zip: 1 } }",
      "1:22: error: missing key 'zipf'; expected it here\nm.yaml:1:24: error: unknown key 'zip'; expected one of zipf "
        + "(did you mean 'zipf'?)"
    ),
    ("workload: { hosts: [h0] }", "1:21: error: found 'h0'; expected a host such as host0"),
    ("workload: { hosts: [host00] }", "1:21: error: found 'host00'; expected a host such as host0"),
    ("workload: { trace: { format: mqsim } }", "1:20: error: missing key 'file' in 'workload.trace'; expected it here"),
    ("workload: { trace: { file: t.csv, format: msr } }", "1:43: error: found 'msr'; expected cloudphysics or mqsim"),
    (
      "workload: { trace: { file: t.csv, format: mqsim } }",
      "1:28: error: cannot read 't.csv': No such file or directory; expected a readable file"
    ),
  ]

  @Test(
    "A wrong key or value is named with its position",
    arguments: Self.wrongModels)
  func errors(yaml: String, expected: String) throws {
    #expect(try modelMessage(yaml) == "m.yaml:" + expected)
  }

  /// Those of the register, in its order.
  private static let kinds = FaultKinds.all.map { $0.name }

  static let wrongFaults: [(String, String)] = [
    ("faults: {}", "1:9: error: found a mapping; expected a list of faults"),
    ("faults: [a]", "1:10: error: found 'a'; expected a mapping"),
    (
      "faults: [{ at: 1s, link_down: { link: host0.hba0, for: 1s } }]",
      "1:10: error: missing key 'name' in 'faults[0]'; expected it here"
    ),
    (
      "faults: [{ name: a b, at: 1s, link_down: { link: host0.hba0, for: 1s } }]",
      "1:18: error: found 'a b'; expected a name of letters, digits, '-' and '_'"
    ),
    (
      "faults: [{ name: a, link_down: { link: host0.hba0, for: 1s } }]",
      "1:10: error: missing key 'at' in 'faults[0]'; expected it here"
    ),
    (
      "faults: [{ name: a, at: 1s }]",
      "1:10: error: missing key in 'faults[0]'; expected one of "
        + "\(kinds.dropLast().joined(separator: ", ")) or \(kinds.last ?? "")"
    ),
    (
      "faults: [{ name: a, at: 1s, port_stal: {} }]",
      "1:29: error: unknown key 'port_stal' in 'faults[0]'; expected one of name, at, "
        + "\(kinds.joined(separator: ", ")) (did you mean 'port_stall'?)"
    ),
    (
      "faults: [{ name: a, at: 1s, link_down: { link: host0.hba0 } }]",
      "1:40: error: missing key 'for' in 'faults[0].link_down'; expected it here"
    ),
    (
      "faults: [{ name: a, at: 1s, link_down: { link: hba0, for: 1s } }]",
      "1:48: error: found 'hba0'; expected a link such as host0.hba0 or array.controller0.port0"
    ),
    (
      "faults: [{ name: a, at: 1s, port_stall: { port: host0.hba0, stage: egress, for: 1s } }]",
      "1:49: error: found 'host0.hba0'; expected a port such as array.controller0.port0"
    ),
    (
      "faults: [{ name: a, at: 1s, port_stall: { port: array.controller0.port0, stage: aftercheck, for: 1s } }]",
      "1:81: error: found 'aftercheck'; expected ingress, after_check, after_data or egress (did you mean 'after_check'?)"
    ),
    ("faults: [{ name: a, at: 1s, media_slow: { factor: 0, for: 1s } }]", "1:51: error: found '0'; expected a number above 0"),
    (
      "faults:\n- { name: a, at: 1s, media_slow: { factor: 2, for: 1s } }\n"
        + "- { name: a, at: 2s, media_slow: { factor: 2, for: 1s } }",
      "3:11: error: another fault is named 'a'; expected names that differ"
    ),
  ]

  @Test(
    "A wrong fault is named with its position",
    arguments: Self.wrongFaults)
  func faultErrors(yaml: String, expected: String) throws {
    #expect(try modelMessage(yaml) == "m.yaml:" + expected)
  }

  @Test func `All errors of a file are reported at once, in order of position`() throws {
    let yaml = """
      run: { until: 5 }
      hosts:
        count: none
        hbs: 2
      name: [a]
      """
    #expect(
      try modelMessage(yaml) == """
        m.yaml:1:15: error: found the number 5 without a unit; expected a duration with a unit, such as 30s or 500us
        m.yaml:3:10: error: found 'none'; expected a whole number from 1
        m.yaml:4:3: error: unknown key 'hbs' in 'hosts'; expected one of count, hbas, queue_depth, hba_latency, overlap, \
        multipath, scsi (did you mean 'hbas'?)
        m.yaml:5:7: error: found a list; expected a text of one line
        """)
  }
}
