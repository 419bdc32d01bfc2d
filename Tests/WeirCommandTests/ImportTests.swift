import Foundation
import Testing

@Suite struct ImportTests {
  private static let conf = """
    defaults {
      polling_interval 10
      user_friendly_names yes
      dev_loss_tmo infinity
      no_path_rety 5
    }
    devices {
      device {
        vendor "NETAPP"
        product "LUN.*"
        no_path_retry queue
      }
    }
    """

  @Test func theTableSaysWhatEachKeyComesTo() throws {
    let scratch = try Scratch()
    _ = try scratch.file("multipath.conf", Self.conf)
    let weir = try Weir(["import", "multipath.conf"], in: scratch.url)
    #expect(weir.status == 0)
    #expect(
      weir.complaints == ["multipath.conf:5:3: warning: unknown key 'no_path_rety' (did you mean 'no_path_retry'?)"])
    let lines = weir.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines.dropFirst(2) == [
        "multipath.conf: defaults",
        "2 polling_interval 10 taken hosts.multipath.polling_interval: 10s, hosts.multipath.max_polling_interval: 40s",
        "3 user_friendly_names yes means nothing names",
        "4 dev_loss_tmo infinity not modelled removal of paths whose port is lost",
        "5 no_path_rety 5 unknown (did you mean 'no_path_retry'?)",
        "multipath.conf: device vendor \"NETAPP\" product \"LUN.*\": not chosen",
        "4 keys: 1 taken, 1 means nothing, 1 not modelled, 1 unknown",
      ])
  }

  @Test func theModelItWritesIsValid() throws {
    let scratch = try Scratch()
    _ = try scratch.file("multipath.conf", Self.conf)
    _ = try scratch.file("iscsid.conf", "node.session.queue_depth = 64\n")
    let arguments = ["import", "multipath.conf", "iscsid.conf", "--vendor", "NETAPP", "--product", "LUN C-Mode"]
    let weir = try Weir(arguments + ["--output", "host.yaml"], in: scratch.url)
    #expect(weir.status == 0)
    let yaml = try String(contentsOfFile: scratch.path("host.yaml"), encoding: .utf8)
    #expect(
      yaml == """
        # From multipath.conf, iscsid.conf.
        hosts:
          multipath: { polling_interval: 10s, max_polling_interval: 40s, no_path_retry: queue }
          queue_depth: 64

        """)
    #expect(try Weir(["validate", "host.yaml"], in: scratch.url).output.hasPrefix("host.yaml: ok, "))
    #expect(try Weir(arguments + ["--output", "-"], in: scratch.url).output == yaml)
    let set = try Weir(arguments + ["--set-form"], in: scratch.url)
    #expect(
      set.output == """
        --set hosts.multipath.polling_interval=10s
        --set hosts.multipath.max_polling_interval=40s
        --set hosts.multipath.no_path_retry=queue
        --set hosts.queue_depth=64

        """)
  }

  @Test func whatIsWrongIsRefusedAndNothingIsWritten() throws {
    let scratch = try Scratch()
    _ = try scratch.file("bad.conf", "defaults {\n  no_path_retry maybe\n}\n")
    let bad = try Weir(["import", "bad.conf", "--output", "host.yaml"], in: scratch.url)
    #expect((bad.status, bad.output) == (65, ""))
    #expect(
      bad.complaints == [
        "bad.conf:2:17: error: 'no_path_retry': found 'maybe'; expected fail, queue or a number of retries"
      ])
    let missing = try Weir(["import", "none.conf", "--output", "host.yaml"], in: scratch.url)
    #expect((missing.status, missing.output) == (74, ""))
    #expect(
      missing.complaints == ["none.conf: error: cannot read the file: No such file or directory; expected a readable file"])
    #expect(try Weir(["import", "bad.conf", "--as", "fstab"], in: scratch.url).status == 64)
    #expect(try Weir("import").status == 64)
    #expect(try scratch.contents == ["bad.conf"])
  }
}
