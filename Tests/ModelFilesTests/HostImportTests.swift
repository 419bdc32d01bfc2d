import Foundation
import ModelFiles
import StorageModel
import TestSupport
import Testing

@Suite struct HostSyntaxTests {
  @Test func commentsQuotesAndWhiteSpaceAreAsInTheManual() throws {
    let host = try imported(
      """
      # a comment
      ! another
      defaults{
      \tno_path_retry\t"queue"# behind a value
        alias_prefix "a # b ! c {"   ! not a comment in quotes
        alias "2.5"" SSD"
      }
      """)
    #expect(host.rows.map(\.value) == ["queue", "a # b ! c {", "2.5\" SSD"])
    #expect(host.rows.map(\.location.line) == [4, 5, 6])
    #expect(host.rows.map(\.location.column) == [2, 3, 3])
    #expect(host.assignments == ["hosts.multipath.no_path_retry=queue"])
  }

  @Test func linesMayEndAsOnOtherSystems() throws {
    #expect(try imported("defaults {\r\n  no_path_retry 7\r\n}\r\n").assignments == ["hosts.multipath.no_path_retry=7"])
    #expect(try imported("\u{FEFF}node.session.queue_depth=9\r\n").assignments == ["hosts.queue_depth=9"])
  }

  @Test func aKeyOfIscsidConfMayHaveBlanksInItsValueAndNoneAroundItsSign() throws {
    let host = try imported(
      """
      # node.startup = automatic
        iscsid.startup=/bin/systemctl start iscsid.socket iscsiuio.socket

      node.conn[1].timeo.noop_out_interval   =  5
      """)
    #expect(host.rows.map(\.value) == ["/bin/systemctl start iscsid.socket iscsiuio.socket", "5"])
    #expect(host.rows.map(\.verdict.name) == ["nothing", "not modelled"])
  }

  @Test(arguments: [
    ("defaults {\n", "h.conf:1:1: error: 'defaults' has no end; expected '}' on a line of its own"),
    ("defaults\n{\n}\n", "h.conf:1:1: error: 'defaults' stands alone; expected a value, or '{' if it is a section"),
    ("defaults {\n  device\n}\n", "h.conf:2:3: error: 'device' stands alone; expected a value, or '{' if it is a section"),
    ("defaults {\n  {\n}\n", "h.conf:2:3: error: found '{' on its own; expected it behind the name of its section"),
    ("defaults {\n}\n}\n", "h.conf:3:1: error: found '}', but no section is open"),
    ("defaults {\n  failback manual }\n", "h.conf:2:19: error: found '}' behind a value; expected it on a line of its own"),
    ("defaults {\n} # end\n} x\n", "h.conf:3:1: error: found more than '}'; expected it on a line of its own"),
    ("defaults { failback manual\n}\n", "h.conf:1:12: error: found 'failback' after '{'; expected the end of the line"),
    ("defaults {\n  features \"1 queue_if_no_path\n}\n", "h.conf:2:12: error: the string has no end; expected '\"'"),
    ("defaults {\n}\nfailback manual\n", "h.conf:3:1: error: 'failback' is in no section; expected a section"),
    ("defaults {\n  \"failback\" manual\n}\n", "h.conf:2:3: error: found a string; expected the name of a section"),
    ("devices {\n device {\n  a {\n  }\n }\n}\n", "h.conf:3:3: error: 'a' is too deep"),
    ("node.startup = manual\nnode.startup\n", "h.conf:2:1: error: found 'node.startup' without '='; expected KEY = VALUE"),
    ("node.startup = manual\n node.startup =  \n", "h.conf:2:15: error: 'node.startup' has no value"),
    ("# nothing\n\n", "h.conf: error: the file has nothing but comments; expected sections as in multipath.conf"),
    ("hello\n", "h.conf:1:1: error: cannot tell what this file is; expected sections as in multipath.conf"),
  ]) func whatIsNotTheSyntaxIsSaidWithItsPlace(text: String, message: String) throws {
    let found = try importMessage(text)
    #expect(found.split(separator: "\n").contains { $0.hasPrefix(message) }, "\(found)")
  }

  @Test func everythingThatIsWrongIsSaidAtOnce() throws {
    let message = try importMessage("defaults {\n  no_path_retry maybe\n  polling_interval 0\n  max_retries 9\n}\n")
    #expect(
      message == """
        h.conf:2:17: error: 'no_path_retry': found 'maybe'; expected fail, queue or a number of retries
        h.conf:3:20: error: 'polling_interval': found '0'; expected whole seconds from 1
        h.conf:4:15: error: 'max_retries': found '9'; expected a whole number from 0 to 5
        """)
  }

  @Test func valuesOfOtherFormsAreRefused() throws {
    let values = [
      "path_selector fastest", "path_selector \"round-robin 7\"", "path_checker turr", "features queue_if_no_path",
      "fast_io_fail_tmo never", "fast_io_fail_tmo -1", "checker_timeout 99999999999", "no_path_retry -1",
    ]
    for value in values {
      #expect(try importMessage("defaults {\n \(value)\n}\n").hasPrefix("h.conf:2:"), "\(value)")
    }
    #expect(try importMessage("node.session.queue_depth = 0").hasPrefix("h.conf:1:28: error: 'node.session.queue_depth': "))
  }

  @Test func moreWordsThanOneNeedQuotes() throws {
    let host = try imported("defaults {\n  features 1 queue_if_no_path\n  path_selector round-robin 0\n}\n")
    #expect(
      host.warningTexts == [
        "2:14: 'queue_if_no_path' is ignored, as multipath does: a value of several words is written in quotes",
        "3:29: '0' is ignored, as multipath does: a value of several words is written in quotes",
      ])
    #expect(host.assignments == ["hosts.multipath.path_selector=round-robin"])
  }

  @Test func unknownKeysAndSectionsAreWarnedOfWithASuggestion() throws {
    let host = try imported(
      "defaults {\n  no_path_rety 5\n  zebra 1\n}\ndevcies {\n}\ndevices {\n  devise {\n  }\n  device {\n    vendor a\n"
        + "    product b\n    priority alua\n  }\n}\n")
    #expect(
      host.warningTexts == [
        "2:3: unknown key 'no_path_rety' (did you mean 'no_path_retry'?)", "3:3: unknown key 'zebra'",
        "5:1: unknown section 'devcies' (did you mean 'devices'?)", "8:3: unknown section 'devise' (did you mean 'device'?)",
        "13:5: unknown key 'priority'",
      ])
    #expect(host.rows.map(\.verdict.name) == ["unknown", "unknown"])
    #expect(
      try imported("node.starup = manual").warningTexts == ["1:1: unknown key 'node.starup' (did you mean 'node.startup'?)"])
  }

  @Test func theKindCanBeSaid() throws {
    #expect(try imported("", as: .multipath).rows.isEmpty)
    #expect(
      try importMessage("node.startup = manual\n", as: .multipath).hasPrefix("h.conf:1:1: error: 'node.startup' is in no section")
    )
    #expect(try importMessage("defaults {\n}\n", as: .iscsid).hasPrefix("h.conf:1:1: error: found 'defaults' without '='"))
  }

  @Test func aFileThatIsNotThereOrNoTextIsAnError() throws {
    try withFolder([:]) { folder in
      let message = folder.message { try HostImport([folder.path + "/none.conf"]) }
      #expect(message == "none.conf: error: cannot read the file: No such file or directory; expected a readable file")
      try folder.write("latin.conf", Array("defaults {\n# caf".utf8) + [0xE9, 0x0A, 0x7D])
      #expect(folder.message { try HostImport([folder.path + "/latin.conf"]) }.hasPrefix("latin.conf:2:6: error: found a byte"))
    }
  }
}

@Suite struct HostPrecedenceTests {
  private static let file = """
    defaults {
      no_path_retry 1
      fast_io_fail_tmo 1
    }
    devices {
      device {
        vendor "ACME"
        product "RAID"
        no_path_retry 2
        path_selector "round-robin 0"
      }
      device {
        vendor "ACME"
        product "RAID[56]"
        no_path_retry 3
      }
    }
    overrides {
      fast_io_fail_tmo 4
      protocol {
        type "scsi:iscsi"
        fast_io_fail_tmo 5
      }
    }
    multipaths {
      multipath {
        wwid 36001
        no_path_retry 6
      }
    }
    """

  private func keys(_ selection: HostImport.Selection) throws -> [String] {
    try imported(Self.file, for: selection).assignments.map { $0.replacing("hosts.multipath.", with: "") }
  }

  @Test func withoutADeviceOnlyGeneralSectionsCount() throws {
    #expect(try keys(.init()) == ["no_path_retry=1", "fast_io_fail_tmo=4s"])
    let sections = try imported(Self.file).sections
    #expect(
      sections.map(\.title) == [
        "defaults", #"device vendor "ACME" product "RAID""#, #"device vendor "ACME" product "RAID[56]""#, "overrides",
        #"protocol type "scsi:iscsi""#, #"multipath wwid "36001""#,
      ])
    #expect(sections.map(\.isChosen) == [true, false, false, true, false, false])
    #expect(sections.map(\.rows.isEmpty) == sections.map { !$0.isChosen })
  }

  @Test func everyDeviceSectionThatMatchesCountsTheLastMost() throws {
    let all = ["no_path_retry=3", "fast_io_fail_tmo=4s", "path_selector=round-robin"]
    #expect(try keys(.init(vendor: "ACME", product: "RAID5")) == all)
    #expect(try keys(.init(vendor: "ACME", product: "My RAID")) == ["no_path_retry=2"] + all[1...])
    #expect(try keys(.init(vendor: "ACME")) == all)
    #expect(try keys(.init(product: "RAID7")) == ["no_path_retry=2"] + all[1...])
    #expect(try keys(.init(vendor: "acme", product: "RAID5")) == ["no_path_retry=1", "fast_io_fail_tmo=4s"])
  }

  @Test func transportAndMapAreStronger() throws {
    #expect(try keys(.init(transport: "scsi:iscsi")) == ["no_path_retry=1", "fast_io_fail_tmo=5s"])
    let all = try keys(.init(vendor: "ACME", product: "RAID5", wwid: "36001", transport: "scsi:iscsi"))
    #expect(all == ["no_path_retry=6", "fast_io_fail_tmo=5s", "path_selector=round-robin"])
    #expect(try keys(.init(wwid: "3600")) == keys(.init()))
  }

  @Test func whatIsOverriddenSaysByWhom() throws {
    let rows = try imported(Self.file, for: .init(vendor: "ACME", product: "RAID5")).rows.filter { $0.key == "no_path_retry" }
    let lines = rows.map { row -> Int? in if case .overridden(let by) = row.verdict { by.line } else { nil } }
    #expect(lines == [15, 15, nil])
  }

  @Test func aDeviceThatNoSectionIsForIsWarnedOf() throws {
    let host = try imported(Self.file, for: .init(vendor: "NONE", product: "DISK"))
    #expect(host.warningTexts == [#"0:0: no device section is for vendor "NONE" product "DISK""#])
  }

  @Test func noPathRetryIsStrongerThanItsFeatureButOnlyInItsSection() throws {
    func retry(_ text: String) throws -> [String] {
      try imported(text, for: .init(vendor: "A", product: "B")).assignments.map { $0.replacing("hosts.multipath.", with: "") }
    }
    #expect(try retry("defaults {\n no_path_retry 4\n features \"1 queue_if_no_path\"\n}") == ["no_path_retry=4"])
    #expect(try retry("defaults {\n features \"1 queue_if_no_path\"\n no_path_retry fail\n}") == ["no_path_retry=fail"])
    let device = "\ndevices {\n device {\n vendor A\n product B\n features \"%\"\n }\n}"
    let queueing = device.replacing("%", with: "1 queue_if_no_path")
    #expect(try retry("defaults {\n no_path_retry fail\n}" + queueing) == ["no_path_retry=queue"])
    #expect(try retry("defaults {\n no_path_retry 9\n}" + device.replacing("%", with: "0")) == ["no_path_retry=9"])
  }

  @Test func aValueTheModelDoesNotHaveStillOverrides() throws {
    let host = try imported("defaults {\n fast_io_fail_tmo 5\n}\noverrides {\n fast_io_fail_tmo off\n}\n")
    #expect(host.assignments == [])
    #expect(host.rows.map(\.verdict.name) == ["overridden", "not modelled"])
  }

  @Test func theLastOfTwoLinesAndOfTwoFilesCounts() throws {
    #expect(try imported("defaults {\n max_retries 1\n max_retries 3\n}").assignments == ["hosts.scsi.retries=3"])
    #expect(try imported("node.session.queue_depth=1\nnode.session.queue_depth=8").assignments == ["hosts.queue_depth=8"])
    try withFolder(["a.conf": "defaults {\n max_retries 1\n}", "b.conf": "defaults {\n max_retries 3\n}"]) { folder in
      let paths = ["/b.conf", "/a.conf"].map { folder.path + $0 }
      let host = try HostImport(paths)
      #expect(host.assignments == ["hosts.scsi.retries=1"])
    }
  }

  @Test func sectionsThatDoNotReadAKeySaySo() throws {
    let host = try imported(
      "overrides {\n polling_interval 9\n}\nmultipaths {\n multipath {\n  wwid 1\n  fast_io_fail_tmo 3\n }\n}",
      for: .init(wwid: "1"))
    #expect(host.assignments == [])
    #expect(host.rows.map(\.verdict.name) == ["nothing", "nothing", "nothing"])
  }

  @Test func aDeviceSectionNeedsVendorAndProduct() throws {
    let host = try imported("devices {\n device {\n  vendor A\n  no_path_retry 2\n }\n}", for: .init(vendor: "A"))
    #expect(host.assignments == [])
    #expect(host.warningTexts.first == "2:2: multipath ignores this section: it has no vendor or no product")
    let message = try importMessage(
      "devices {\n device {\n  vendor \"A(\"\n  product B\n }\n}", for: .init(vendor: "A", product: "B"))
    #expect(message.hasPrefix("h.conf:3:10: error: 'A(' is not a regular expression: "))
  }

  @Test func pollingIntervalsAreBroughtTogether() throws {
    func polling(_ text: String) throws -> [String] {
      try imported("defaults {\n\(text)\n}").assignments.map { $0.replacing("hosts.multipath.", with: "") }
    }
    #expect(try polling("polling_interval 7") == ["polling_interval=7s", "max_polling_interval=28s"])
    #expect(try polling("max_polling_interval 9\npolling_interval 7") == ["max_polling_interval=9s", "polling_interval=7s"])
    #expect(try polling("polling_interval 7\nmax_polling_interval 6") == ["max_polling_interval=6s", "polling_interval=6s"])
    #expect(try polling("max_polling_interval 3") == ["max_polling_interval=3s", "polling_interval=3s"])
  }

  @Test func aRecoveryTimeCountsOnlyWithTheRestOfItsMethod() throws {
    let recovery = "san_path_err_recovery_time 60\n"
    let rest = "san_path_err_threshold 2\nsan_path_err_forget_rate 10\n"
    let marginal = "marginal_path_double_failed_time 60\nmarginal_path_err_sample_time 120\n"
    let others = "marginal_path_err_rate_threshold 10\nmarginal_path_err_recheck_gap_time 300\n"
    func recoveryTime(_ text: String) throws -> [String] { try imported("defaults {\n\(text)}").assignments }
    let taken = ["hosts.multipath.san_path_err_recovery_time=60s"]
    #expect(try recoveryTime(recovery) == [])
    #expect(try recoveryTime(recovery + rest) == taken)
    #expect(try recoveryTime(recovery + rest.replacing("10", with: "no")) == [])
    #expect(try recoveryTime(recovery + rest + marginal) == taken)
    #expect(try recoveryTime(recovery + rest + marginal + others) == [])
  }

  @Test func theLargestSecondsOfAFileFitAModel() throws {
    let largest = try imported("defaults {\n polling_interval 4294967295\n}")
    #expect(largest.assignments == ["polling_interval", "max_polling_interval"].map { "hosts.multipath.\($0)=4294967295s" })
    #expect(
      try importMessage("defaults {\n polling_interval 4294967296\n}")
        == "h.conf:2:19: error: 'polling_interval': found '4294967296'; expected whole seconds from 1")
  }
}
