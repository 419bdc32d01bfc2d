import StorageModel

extension HostConfiguration {
  mutating func read(_ hosts: inout MappingReader) {
    hosts.read("count", into: &count, as: .atLeast(1))
    hosts.read("hbas", into: &hbas, as: .atLeast(1))
    hosts.read("queue_depth", into: &queueDepth, as: .atLeast(1))
    hosts.read("hba_latency", into: &hbaLatency, as: .duration)
    hosts.read("overlap", into: &overlap, as: .oneOf)
    hosts.nested("multipath") { multipath.read(&$0) }
    hosts.nested("scsi") { scsi.read(&$0) }
  }
}

extension MultipathConfiguration {
  mutating func read(_ multipath: inout MappingReader) {
    multipath.read("path_selector", into: &pathSelector, as: .oneOf)
    multipath.read("polling_interval", into: &pollingInterval, as: .positiveDuration)
    multipath.read("max_polling_interval", into: &pollingIntervalMax, as: .positiveDuration)
    multipath.read("checker_timeout", into: &checkerTimeout, as: .positiveDuration)
    multipath.read("fast_io_fail_tmo", into: &fastIOFailTimeout, as: .duration)
    multipath.read("no_path_retry", into: &noPathRetry, as: .noPathRetry)
    multipath.read("san_path_err_recovery_time", into: &pathErrorRecoveryTime, as: .duration)
  }
}

extension SCSILayerConfiguration {
  mutating func read(_ scsi: inout MappingReader) {
    scsi.read("command_timeout", into: &commandTimeout, as: .positiveDuration)
    scsi.read("retries", into: &retries, as: .atLeast(0))
    scsi.read("on_timeout", into: &onTimeout, as: .oneOf)
    scsi.read("eh_timeout", into: &errorHandlerTimeout, as: .positiveDuration)
  }
}

extension ValueForm<NoPathRetry> {
  /// `fail`, `queue` or a number of polling intervals, as in multipath.conf(5).
  fileprivate static var noPathRetry: Self {
    ValueForm { node, context throws(Diagnostic) in
      switch node.content {
      case .scalar("fail"): return .fail
      case .scalar("queue"): return .queue
      case .scalar(let text) where Int(text).map({ $0 >= 1 }) == true: return Int(text).map { .polls($0) }
      default: throw node.mismatch(expected: "fail, queue or a number of polling intervals from 1")
      }
    }
  }
}
