import Foundation
import ModelFiles
import StorageModel
import Testing

/// Keys and values as people post them: each is taken or named.
@Suite struct HostCorpusTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var text: String
    /// What the model gets; else the class of the key.
    var outcome: String
    var testDescription: String { text }
  }

  private static func pairs(_ text: String) -> [Pair] {
    text.split(separator: "\n").map { line in
      let parts = line.components(separatedBy: " -> ")
      return Pair(text: parts[0], outcome: parts[1])
    }
  }

  static let multipath = pairs(
    """
    polling_interval 5 -> polling_interval=5s max_polling_interval=20s
    polling_interval 10 -> polling_interval=10s max_polling_interval=40s
    polling_interval 30 -> polling_interval=30s max_polling_interval=120s
    max_polling_interval 20 -> max_polling_interval=20s
    checker_timeout 15 -> checker_timeout=15s
    checker_timeout 60 -> checker_timeout=60s
    path_selector "round-robin 0" -> path_selector=round-robin
    path_selector "queue-length 0" -> path_selector=queue-length
    path_selector "service-time 0" -> path_selector=service-time
    path_selector "historical-service-time 0" -> not modelled
    selector "round-robin 0" -> path_selector=round-robin
    path_checker tur -> taken
    path_checker "directio" -> not modelled
    path_checker readsector0 -> not modelled
    no_path_retry fail -> no_path_retry=fail
    no_path_retry 0 -> no_path_retry=fail
    no_path_retry queue -> no_path_retry=queue
    no_path_retry "queue" -> no_path_retry=queue
    no_path_retry 5 -> no_path_retry=5
    no_path_retry 12 -> no_path_retry=12
    no_path_retry 18 -> no_path_retry=18
    no_path_retry 30 -> no_path_retry=30
    features "0" -> nothing
    features "1 queue_if_no_path" -> no_path_retry=queue
    features "3 queue_if_no_path pg_init_retries 50" -> no_path_retry=queue
    features "2 pg_init_retries 50" -> nothing
    fast_io_fail_tmo 5 -> fast_io_fail_tmo=5s
    fast_io_fail_tmo 10 -> fast_io_fail_tmo=10s
    fast_io_fail_tmo off -> not modelled
    dev_loss_tmo infinity -> not modelled
    dev_loss_tmo 600 -> not modelled
    failback immediate -> not modelled
    failback manual -> not modelled
    failback followover -> not modelled
    failback 10 -> not modelled
    path_grouping_policy multibus -> not modelled
    path_grouping_policy group_by_prio -> not modelled
    path_grouping_policy failover -> not modelled
    prio alua -> not modelled
    prio "ontap" -> not modelled
    rr_min_io 100 -> not modelled
    rr_min_io_rq 1 -> not modelled
    rr_weight uniform -> not modelled
    rr_weight priorities -> not modelled
    hardware_handler "1 alua" -> nothing
    max_sectors_kb 4096 -> not modelled
    flush_on_last_del yes -> not modelled
    queue_without_daemon no -> nothing
    user_friendly_names yes -> nothing
    find_multipaths yes -> nothing
    getuid_callout "/lib/udev/scsi_id --whitelisted --device=/dev/%n" -> nothing
    prio_callout "/sbin/mpath_prio_alua /dev/%n" -> not modelled
    udev_dir /dev -> nothing
    max_fds 8192 -> nothing
    max_fds max -> nothing
    detect_prio yes -> not modelled
    retain_attached_hw_handler yes -> nothing
    uid_attribute ID_SERIAL -> nothing
    verbosity 2 -> nothing
    reservation_key file -> nothing
    skip_kpartx yes -> nothing
    uxsock_timeout 10000 -> nothing
    disable_changed_wwids yes -> nothing
    eh_deadline 30 -> not modelled
    max_retries 2 -> scsi.retries=2
    marginal_path_err_sample_time 120 -> not modelled
    marginal_pathgroups fpin -> not modelled
    san_path_err_threshold 5 -> not modelled
    enable_foreign "^$" -> nothing
    """)

  static let iscsid = pairs(
    """
    node.startup = automatic -> nothing
    node.leading_login = No -> nothing
    node.session.timeo.replacement_timeout = 5 -> not modelled
    node.session.timeo.replacement_timeout = 120 -> not modelled
    node.conn[0].timeo.login_timeout = 15 -> not modelled
    node.conn[0].timeo.logout_timeout = 15 -> nothing
    node.conn[0].timeo.noop_out_interval = 5 -> not modelled
    node.conn[0].timeo.noop_out_timeout = 10 -> not modelled
    node.session.err_timeo.abort_timeout = 15 -> not modelled
    node.session.err_timeo.lu_reset_timeout = 30 -> not modelled
    node.session.err_timeo.tgt_reset_timeout = 30 -> not modelled
    node.session.cmds_max = 512 -> not modelled
    node.session.queue_depth = 256 -> queue_depth=256
    node.session.iscsi.InitialR2T = Yes -> not modelled
    node.session.iscsi.ImmediateData = No -> not modelled
    node.session.iscsi.FastAbort = Yes -> not modelled
    node.session.auth.authmethod = CHAP -> nothing
    discovery.sendtargets.auth.authmethod = CHAP -> nothing
    node.conn[0].iscsi.HeaderDigest = None,CRC32C -> nothing
    iscsid.startup = /bin/systemctl start iscsid.socket -> nothing
    """)

  private func check(_ pair: Pair, _ host: HostImport) {
    #expect(host.warningTexts == [])
    let settings = host.settings.map { "\($0.keyPath)=\($0.value)" }
    if pair.outcome.contains("=") {
      let expected = pair.outcome.split(separator: " ").map { name in
        let isMultipath = !name.hasPrefix("scsi.") && !name.hasPrefix("queue_depth=")
        return isMultipath ? "hosts.multipath.\(name)" : "hosts.\(name)"
      }
      #expect(settings == expected)
      #expect(host.rows.map(\.verdict.name) == ["taken"])
    } else {
      #expect(settings == [])
      #expect(host.rows.map(\.verdict.name) == [pair.outcome])
    }
  }

  @Test(arguments: multipath) func aKeyOfMultipathConf(_ pair: Pair) throws {
    check(pair, try imported("defaults {\n  \(pair.text)\n}\n"))
  }

  @Test(arguments: iscsid) func aKeyOfIscsidConf(_ pair: Pair) throws {
    check(pair, try imported(pair.text + "\n"))
  }

  @Test func theCorpusIsAsLargeAsItShouldBe() {
    #expect(Set(Self.multipath.map(\.text)).count >= 54)
    #expect(Set(Self.iscsid.map(\.text)).count >= 10)
  }
}

/// Settings that vendors recommend: Models/hosts.
@Suite struct VendorTests {
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  private static var folder: String { Project.root + "/Models/hosts" }

  @Test(arguments: files) func isKnownKeyByKeyAndSaysItsSource(file: String) throws {
    let path = Self.folder + "/" + file
    let host = try HostImport([path])
    #expect(host.warningTexts == [])
    #expect(!host.rows.contains { $0.verdict.name == "unknown" })
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains(/# .*https:\/\//))
  }

  @Test(arguments: [
    (
      "netapp-ontap", "NETAPP", "LUN C-Mode",
      [
        "polling_interval=5s", "max_polling_interval=20s", "fast_io_fail_tmo=5s", "no_path_retry=queue",
        "path_selector=service-time",
      ]
    ),
    (
      "pure-flasharray", "PURE", "FlashArray",
      [
        "polling_interval=10s", "max_polling_interval=40s", "path_selector=service-time", "fast_io_fail_tmo=10s",
        "no_path_retry=fail",
      ]
    ),
    (
      "dell-powerstore", "DellEMC", "PowerStore",
      [
        "polling_interval=5s", "max_polling_interval=20s", "checker_timeout=15s", "path_selector=queue-length",
        "fast_io_fail_tmo=5s", "no_path_retry=3",
      ]
    ),
    ("hpe", "3PARdata", "VV", ["no_path_retry=18", "fast_io_fail_tmo=10s", "path_selector=round-robin"]),
    ("hpe", "Nimble", "Server", ["no_path_retry=30", "path_selector=service-time", "fast_io_fail_tmo=5s"]),
  ]) func givesTheModelItsKeys(vendor: (file: String, vendor: String, product: String, keys: [String])) throws {
    let path = "\(Self.folder)/\(vendor.file).multipath.conf"
    let host = try HostImport([path], for: .init(vendor: vendor.vendor, product: vendor.product))
    #expect(host.assignments == vendor.keys.map { "hosts.multipath.\($0)" })
    let reread = try model(host.yaml).configuration
    #expect(try ModelFile.text(of: reread) == ModelFile.text(of: model("{}", set: host.assignments).configuration))
  }

  @Test func allAreThere() {
    #expect(Set(Self.files.map { $0.prefix { $0 != "." } }) == ["dell-powerstore", "hpe", "netapp-ontap", "pure-flasharray"])
  }
}
