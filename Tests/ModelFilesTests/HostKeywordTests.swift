import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite struct HostKeywordTests {
  /// Attributes of the section `defaults` in multipath.conf(5) of multipath-tools 0.10.
  private static let defaults = """
    verbosity polling_interval max_polling_interval reassign_maps multipath_dir path_selector path_grouping_policy
    detect_pgpolicy detect_pgpolicy_use_tpg pg_timeout uid_attrs uid_attribute getuid_callout prio prio_args features
    path_checker alias_prefix failback rr_min_io rr_min_io_rq max_fds rr_weight no_path_retry queue_without_daemon
    checker_timeout allow_usb_devices flush_on_last_del user_friendly_names fast_io_fail_tmo dev_loss_tmo eh_deadline
    max_retries bindings_file wwids_file prkeys_file log_checker_err reservation_key all_tg_pt retain_attached_hw_handler
    detect_prio detect_checker force_sync strict_timing deferred_remove partition_delimiter config_dir
    san_path_err_threshold san_path_err_forget_rate san_path_err_recovery_time marginal_path_double_failed_time
    marginal_path_err_sample_time marginal_path_err_rate_threshold marginal_path_err_recheck_gap_time delay_watch_checks
    delay_wait_checks marginal_pathgroups find_multipaths find_multipaths_timeout uxsock_timeout retrigger_tries
    retrigger_delay missing_uev_wait_timeout skip_kpartx disable_changed_wwids remove_retries max_sectors_kb ghost_delay
    enable_foreign recheck_wwid auto_resize
    """

  /// Of the others, what `defaults` does not have.
  private static let sections = [
    ("devices {\n device {\n", "vendor product revision product_blacklist vpd_vendor hardware_handler", "\n}\n}"),
    ("multipaths {\n multipath {\n", "wwid alias", "\n}\n}"), ("overrides {\n protocol {\n", "type", "\n}\n}"),
    ("blacklist {\n", "devnode wwid property protocol", "\n}"),
    ("blacklist_exceptions {\n device {\n", "vendor product", "\n}\n}"),
  ]

  /// Attributes that a value such as `1` can have anywhere.
  private func lines(_ names: String) -> String {
    let values = ["path_selector": "\"service-time 0\"", "path_checker": "tur"]
    return names.split(whereSeparator: \.isWhitespace).map { "\($0) \(values[String($0)] ?? "1")" }.joined(separator: "\n")
  }

  private let selection = HostImport.Selection(vendor: "1", product: "1", wwid: "1", transport: "1")

  @Test func everyAttributeOfTheManualIsKnown() throws {
    let host = try imported("defaults {\n\(lines(Self.defaults))\n}\n", for: selection)
    #expect(host.rows.count == Self.defaults.split(whereSeparator: \.isWhitespace).count)
    #expect(host.rows.filter { $0.verdict.name == "unknown" }.map(\.key) == [])
    for (begin, names, end) in Self.sections {
      let host = try imported(begin + lines(names) + end, for: selection)
      #expect(host.rows.map(\.verdict.name) == names.split(separator: " ").map { _ in "nothing" })
    }
  }

  /// Of the node records of open-iscsi.
  private static let iscsid = """
    node.name node.tpgt node.startup node.leading_login node.discovery_address node.discovery_port node.discovery_type
    node.session.initial_cmdsn node.session.initial_login_retry_max node.session.xmit_thread_priority node.session.cmds_max
    node.session.queue_depth node.session.nr_sessions node.session.reopen_max node.session.scan
    node.session.auth.authmethod node.session.auth.username node.session.auth.password node.session.auth.username_in
    node.session.auth.password_in node.session.auth.chap_algs node.session.timeo.replacement_timeout
    node.session.err_timeo.abort_timeout node.session.err_timeo.lu_reset_timeout node.session.err_timeo.tgt_reset_timeout
    node.session.err_timeo.host_reset_timeout node.session.iscsi.FastAbort node.session.iscsi.InitialR2T
    node.session.iscsi.ImmediateData node.session.iscsi.FirstBurstLength node.session.iscsi.MaxBurstLength
    node.session.iscsi.DefaultTime2Retain node.session.iscsi.DefaultTime2Wait node.session.iscsi.MaxConnections
    node.session.iscsi.MaxOutstandingR2T node.session.iscsi.ERL node.conn[0].address node.conn[0].port node.conn[0].startup
    node.conn[0].tcp.window_size node.conn[0].tcp.type_of_service node.conn[0].timeo.logout_timeout
    node.conn[0].timeo.login_timeout node.conn[0].timeo.auth_timeout node.conn[0].timeo.noop_out_interval
    node.conn[0].timeo.noop_out_timeout node.conn[0].iscsi.MaxXmitDataSegmentLength
    node.conn[0].iscsi.MaxRecvDataSegmentLength node.conn[0].iscsi.HeaderDigest node.conn[0].iscsi.DataDigest
    node.conn[0].iscsi.IFMarker node.conn[0].iscsi.OFMarker discovery.sendtargets.auth.authmethod
    discovery.sendtargets.iscsi.MaxRecvDataSegmentLength discovery.sendtargets.timeo.login_timeout isns.address isns.port
    iface.transport_name iface.mtu iscsid.startup iscsid.safe_logout iscsid.ipc_auth_uid
    """

  @Test func everyKeyOfOpenISCSIIsKnown() throws {
    let names = Self.iscsid.split(whereSeparator: \.isWhitespace)
    let host = try imported(names.map { "\($0) = 1" }.joined(separator: "\n"))
    #expect(host.rows.count == names.count)
    #expect(host.rows.filter { $0.verdict.name == "unknown" }.map(\.key) == [])
    #expect(host.assignments == ["hosts.queue_depth=1"])
  }
}

@Suite struct HostFuzzTests {
  private static let meaningful = Array("{}{}\"\"#!=\n\n \t\r[]()*\\0159".utf8) + [0xFF, 0xC3, 0x00]

  private func outcome(_ bytes: [UInt8], _ kind: HostFileKind?, _ folder: Folder) throws -> HostImport? {
    try folder.write("h.conf", bytes)
    do {
      return try HostImport([folder.path + "/h.conf"], as: kind, for: .init(vendor: "NETAPP", product: "LUN", wwid: "1"))
    } catch {
      for diagnostic in error.diagnostics {
        #expect(!diagnostic.message.isEmpty && diagnostic.location.line ?? 1 >= 1 && diagnostic.location.column ?? 1 >= 1)
      }
      return nil
    }
  }

  @Test(arguments: HostFileKind.allCases.map(Optional.some) + [nil])
  func randomBytesGiveAResultOrPlacedErrors(kind: HostFileKind?) throws {
    try withFolder([:]) { folder in
      for seed in seeds(30) {
        var dice = SeededGenerator(seed: seed)
        let bytes = (0..<dice.below(300)).map { _ in
          dice.chance(60) ? dice.pick(Self.meaningful) : UInt8(truncatingIfNeeded: dice.next())
        }
        _ = try outcome(bytes, kind, folder)
      }
    }
  }

  /// What a mutated file gives is a model that can be read.
  @Test(arguments: VendorTests.files) func mutatedFilesGiveModelsOrPlacedErrors(file: String) throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Project.root)/Models/hosts/\(file)")))
    try withFolder([:]) { folder in
      var good = 0
      for seed in seeds(8) {
        var dice = SeededGenerator(seed: seed)
        var mutated = bytes
        for _ in 0...dice.below(4) {
          let position = dice.below(mutated.count)
          switch dice.below(3) {
          case 0: mutated[position] = dice.pick(Self.meaningful)
          case 1: mutated.insert(dice.pick(Self.meaningful), at: position)
          default: mutated.removeSubrange(position..<min(mutated.count, position + 1 + dice.below(20)))
          }
        }
        guard let host = try outcome(mutated, nil, folder) else { continue }
        good += 1
        _ = try model(host.yaml)
      }
      #expect(good > 0)
    }
  }
}
