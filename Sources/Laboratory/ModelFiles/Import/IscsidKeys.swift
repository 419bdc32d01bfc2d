/// Every key of iscsid.conf (open-iscsi), and older ones that are still posted.
enum IscsidKeys {
  static let table = HostKeyTable(
    keys: taken + notModelled + nothing,
    beginnings: [
      ("discovery.", "how targets are found"), ("isns.", "how targets are found"), ("node.discovery_", "how targets are found"),
      ("iface.", "the interface that a session uses"), ("node.session.auth.", "who may log in"), ("iscsid.", "the daemon"),
    ])

  /// When a key of the model comes to exist, its line moves here.
  private static let taken: [HostKey] = [
    .taken("node.session.queue_depth", "hosts.queue_depth", .whole(1...1024))
  ]

  private static let notModelled: [HostKey] = [
    .notModelled(
      "node.session.timeo.replacement_timeout", "recovery of a session; multipath's fast_io_fail_tmo replaces it on its paths"),
    .notModelled("node.conn[0].timeo.noop_out_interval", "pings of a connection"),
    .notModelled("node.conn[0].timeo.noop_out_timeout", "pings of a connection"),
    .notModelled("node.conn[0].timeo.timeo.noop_out_timeout", "pings of a connection"),
    .notModelled("node.conn[0].timeo.login_timeout", "recovery of a session"),
    .notModelled("node.session.reopen_max", "recovery of a session"),
    .notModelled("node.session.iscsi.DefaultTime2Wait", "recovery of a session"),
    .notModelled("node.session.iscsi.DefaultTime2Retain", "recovery of a session"),
    .notModelled("node.session.iscsi.ERL", "recovery of a connection inside of its session"),
    .notModelled("node.session.err_timeo.abort_timeout", "a time of its own for each step of the error handler"),
    .notModelled("node.session.err_timeo.lu_reset_timeout", "a time of its own for each step of the error handler"),
    .notModelled("node.session.err_timeo.tgt_reset_timeout", "a time of its own for each step of the error handler"),
    .notModelled("node.session.err_timeo.host_reset_timeout", "a time of its own for each step of the error handler"),
    .notModelled("node.session.err_timeo.reset_timeout", "a time of its own for each step of the error handler"),
    .notModelled("node.session.iscsi.FastAbort", "answers to R2Ts of a task that is being aborted"),
    .notModelled("node.session.cmds_max", "a queue of the session"),
    .notModelled("node.session.nr_sessions", "several sessions of an HBA"),
    .notModelled("node.session.iscsi.InitialR2T", "negotiated data transfer; the model has array.transfer"),
    .notModelled("node.session.iscsi.ImmediateData", "negotiated data transfer; the model has array.transfer"),
    .notModelled("node.session.iscsi.FirstBurstLength", "negotiated data transfer; the model has array.transfer"),
    .notModelled("node.session.iscsi.MaxBurstLength", "negotiated data transfer; the model has array.transfer"),
    .notModelled("node.session.iscsi.MaxOutstandingR2T", "negotiated data transfer; the model has array.transfer"),
  ]

  private static let nothing: [HostKey] = [
    .nothing("node.startup", "when a session begins"),
    .nothing("node.leading_login", "when a session begins"),
    .nothing("node.conn[0].startup", "when a session begins"),
    .nothing("node.session.initial_login_retry_max", "when a session begins"),
    .nothing("node.conn[0].timeo.logout_timeout", "how a session ends"),
    .nothing("node.conn[0].timeo.auth_timeout", "who may log in"),
    .nothing("node.conn[0].timeo.active_timeout", "nothing since long: iscsid ignores it"),
    .nothing("node.conn[0].timeo.idle_timeout", "nothing since long: iscsid ignores it"),
    .nothing("node.conn[0].timeo.ping_timeout", "nothing since long: iscsid ignores it"),
    .nothing("node.active_conn", "nothing since long: iscsid ignores it"),
    .nothing("node.session.initial_cmdsn", "the first command sequence number"),
    .nothing("node.session.xmit_thread_priority", "a thread of the initiator"),
    .nothing("node.session.scan", "how logical units are found"),
    .nothing("node.session.boot_root", "how the host starts"),
    .nothing("node.session.boot_nic", "how the host starts"),
    .nothing("node.session.boot_target", "how the host starts"),
    .nothing("node.session.iscsi.MaxConnections", "iscsid has one connection in a session"),
    .nothing("node.session.iscsi.DataPDUInOrder", "the order of data; the model's is always right"),
    .nothing("node.session.iscsi.DataSequenceInOrder", "the order of data; the model's is always right"),
    .nothing("node.conn[0].iscsi.MaxRecvDataSegmentLength", "the size of PDUs"),
    .nothing("node.conn[0].iscsi.MaxXmitDataSegmentLength", "the size of PDUs"),
    .nothing("node.conn[0].iscsi.HeaderDigest", "the model's wire damages nothing"),
    .nothing("node.conn[0].iscsi.DataDigest", "the model's wire damages nothing"),
    .nothing("node.conn[0].iscsi.IFMarker", "markers, which nobody uses"),
    .nothing("node.conn[0].iscsi.OFMarker", "markers, which nobody uses"),
    .nothing("node.conn[0].tcp.window_size", "TCP"),
    .nothing("node.conn[0].tcp.type_of_service", "TCP"),
    .nothing("node.conn[0].address", "the target's name and address"),
    .nothing("node.conn[0].port", "the target's name and address"),
    .nothing("node.name", "the target's name and address"),
    .nothing("node.tpgt", "the target's name and address"),
  ]
}
