/// Every attribute of multipath.conf(5), and older ones that are still posted.
enum MultipathKeys {
  static let table = HostKeyTable(keys: taken + notModelled + nothing)

  /// When a key of the model comes to exist, its line moves here.
  private static let taken: [HostKey] = [
    .taken("polling_interval", pollingInterval, .seconds(from: 1), .global),
    .taken("max_polling_interval", pollingIntervalMax, .seconds(from: 1), .global),
    .taken("checker_timeout", "hosts.multipath.checker_timeout", .seconds(or: "0", .nothing("as if it were not set")), .global),
    .taken("checker_timer", "hosts.multipath.checker_timeout", .seconds(or: "0", .nothing("as if it were not set")), .global),
    .taken("path_selector", "hosts.multipath.path_selector", .pathSelector),
    .taken("selector", "hosts.multipath.path_selector", .pathSelector),
    .taken("default_selector", "hosts.multipath.path_selector", .pathSelector, .global),
    .taken("path_checker", "hosts.multipath.path_checker", .pathChecker, .path),
    .taken("checker", "hosts.multipath.path_checker", .pathChecker, .path),
    .taken("default_path_checker", "hosts.multipath.path_checker", .pathChecker, .global),
    .taken("no_path_retry", noPathRetry, .noPathRetry),
    .taken(features, noPathRetry, .features),
    .taken("default_features", noPathRetry, .features, .global),
    .taken(
      "fast_io_fail_tmo", "hosts.multipath.fast_io_fail_tmo",
      .seconds(or: "off", .notModelled("I/O that waits until dev_loss_tmo")), .transport),
    .taken(recoveryTime, "hosts.multipath.san_path_err_recovery_time", .seconds(or: "no", .value("0s"))),
    .taken("max_retries", "hosts.scsi.retries", .whole(0...5), .transport),
  ]

  private static let notModelled: [HostKey] = [
    .notModelled("path_grouping_policy", "path groups: in the model all paths are in one"),
    .notModelled("default_path_grouping_policy", "path groups: in the model all paths are in one", .global),
    .notModelled("detect_pgpolicy", "path groups: in the model all paths are in one"),
    .notModelled("detect_pgpolicy_use_tpg", "path groups: in the model all paths are in one"),
    .notModelled("failback", "path groups, and the return to the best of them"),
    .notModelled("prio", "priorities of paths"),
    .notModelled("prio_args", "priorities of paths"),
    .notModelled("prio_callout", "priorities of paths"),
    .notModelled("default_prio_callout", "priorities of paths", .global),
    .notModelled("detect_prio", "priorities of paths", .path),
    .notModelled("rr_weight", "priorities of paths"),
    .notModelled("rr_min_io", "several commands in turn on a path: the model's round-robin changes after each"),
    .notModelled("rr_min_io_rq", "several commands in turn on a path: the model's round-robin changes after each"),
    .notModelled("dev_loss_tmo", "removal of paths whose port is lost", .transport),
    .notModelled("flush_on_last_del", "removal of paths whose port is lost"),
    .notModelled("purge_disconnected", "removal of paths that the array takes away", .path),
    .notModelled("eh_deadline", "a limit for the whole error handler, after which the HBA is reset", .transport),
    .notModelled(threshold, "counting of failures: the model keeps a path out after the first"),
    .notModelled(forgetRate, "counting of failures: the model keeps a path out after the first"),
    .notModelled("delay_watch_checks", "counting of failures: see san_path_err_forget_rate"),
    .notModelled("delay_wait_checks", "counting of failures: see san_path_err_recovery_time"),
    .notModelled(marginal[0], "watching of paths that fail now and then"),
    .notModelled(marginal[1], "watching of paths that fail now and then"),
    .notModelled(marginal[2], "watching of paths that fail now and then"),
    .notModelled(marginal[3], "watching of paths that fail now and then"),
    .notModelled("marginal_pathgroups", "path groups for paths that fail now and then", .global),
    .notModelled("force_sync", "path checks that wait for each other", .global),
    .notModelled("max_sectors_kb", "large I/O in several commands"),
    .notModelled("all_tg_pt", "registration with ALL_TG_PT", .path),
    .notModelled("all_devs", "a device section for all devices; multipath has overrides { } for it", .path),
  ]

  private static let nothing: [HostKey] = [
    .nothing("queue_without_daemon", "multipathd does not stop in a model"),
    .nothing("reservation_key", "hosts of a model choose their keys"),
    .nothing("prkeys_file", "hosts of a model choose their keys"),
    .nothing("hardware_handler", "Linux attaches the handler by itself"),
    .nothing("retain_attached_hw_handler", "Linux attaches the handler by itself"),
    .nothing("detect_checker", "the model's checker sends TEST UNIT READY"),
    .nothing("strict_timing", "path checks of a model are never late"),
    .nothing("ghost_delay", "when a new map is ready"),
    .nothing("missing_uev_wait_timeout", "when a new map is ready"),
    .nothing("find_multipaths", "which devices get a map"),
    .nothing("find_multipaths_timeout", "which devices get a map"),
    .nothing("allow_usb_devices", "which devices get a map"),
    .nothing("product_blacklist", "which devices get a map"),
    .nothing("bl_product", "which devices get a map"),
    .nothing("dev_type", "which devices get a map"),
    .nothing("enable_foreign", "native multipathing of NVMe"),
    .nothing("user_friendly_names", "names"),
    .nothing("alias", "names"),
    .nothing("alias_prefix", "names"),
    .nothing("bindings_file", "names"),
    .nothing("new_bindings_in_boot", "names"),
    .nothing("partition_delimiter", "names"),
    .nothing("uid_attribute", "how a device is recognised"),
    .nothing("uid_attrs", "how a device is recognised"),
    .nothing("default_uid_attribute", "how a device is recognised"),
    .nothing("getuid_callout", "how a device is recognised"),
    .nothing("default_getuid_callout", "how a device is recognised"),
    .nothing("replace_wwid_whitespace", "how a device is recognised"),
    .nothing("wwids_file", "how a device is recognised"),
    .nothing("recheck_wwid", "how a device is recognised"),
    .nothing("disable_changed_wwids", "how a device is recognised"),
    .nothing("retrigger_tries", "how a device is recognised"),
    .nothing("retrigger_delay", "how a device is recognised"),
    .nothing("vpd_vendor", "what multipathd shows"),
    .nothing("hw_str_match", "how device sections are compared"),
    .nothing("verbosity", "messages"),
    .nothing("log_checker_err", "messages"),
    .nothing("mode", "owner and mode of the device node"),
    .nothing("uid", "owner and mode of the device node"),
    .nothing("gid", "owner and mode of the device node"),
    .nothing("unpriv_sgio", "owner and mode of the device node"),
    .nothing("skip_kpartx", "partitions"),
    .nothing("auto_resize", "a device that changes its size"),
    .nothing("deferred_remove", "how a map is removed"),
    .nothing("remove_retries", "how a map is removed"),
    .nothing("reassign_maps", "how a map is made"),
    .nothing("force_readonly", "how a map is made"),
    .nothing("pg_timeout", "nothing since long: multipath ignores it"),
    .nothing("multipath_dir", "where multipath has its files"),
    .nothing("multipath_tool", "where multipath has its files"),
    .nothing("config_dir", "where multipath has its files; give those files, too"),
    .nothing("udev_dir", "where multipath has its files"),
    .nothing("max_fds", "limits of the daemon"),
    .nothing("uxsock_timeout", "limits of the daemon"),
  ]

  static let pollingInterval = "hosts.multipath.polling_interval"
  static let pollingIntervalMax = "hosts.multipath.max_polling_interval"
  static let noPathRetry = "hosts.multipath.no_path_retry"
  static let features = "features"
  static let recoveryTime = "san_path_err_recovery_time"
  static let threshold = "san_path_err_threshold"
  static let forgetRate = "san_path_err_forget_rate"
  static let marginal = [
    "marginal_path_double_failed_time", "marginal_path_err_sample_time", "marginal_path_err_rate_threshold",
    "marginal_path_err_recheck_gap_time",
  ]
}

extension MultipathKeys {
  /// What says which device, map or protocol a section is for.
  static func identification(_ section: String) -> [String] {
    switch section {
    case "device": ["vendor", "product", "revision"]
    case "multipath": ["wwid"]
    case "protocol": ["type"]
    default: []
    }
  }

  /// Of `blacklist` and `blacklist_exceptions`; a `device` in them has a vendor and a product.
  static let blacklist = ["devnode", "wwid", "property", "protocol", "vendor", "product"]

  /// The sections, and what may stand inside of each.
  static let sections: [String: [String]] = [
    "defaults": [], "blacklist": ["device"], "blacklist_exceptions": ["device"], "devices": ["device"],
    "overrides": ["protocol"], "multipaths": ["multipath"],
    // Before 2006.
    "devnode_blacklist": ["device"],
  ]
}

extension HostKey.Scope {
  /// Whether multipath reads such a key in a section.
  func contains(_ section: String) -> Bool {
    switch section {
    case "defaults": true
    case "protocol": self == .transport
    case "multipath": self == .map
    default: self != .global
    }
  }
}
