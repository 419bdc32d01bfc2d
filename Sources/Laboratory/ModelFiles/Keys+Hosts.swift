import StorageModel

extension HostConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key("count", \.count, .atLeast(1), help: "hosts, all alike"),
      Key("hbas", \.hbas, .atLeast(1), help: "HBAs of each host; HBA i is cabled to fabric i modulo the number of fabrics"),
      Key(
        "queue_depth", \.queueDepth, .atLeast(1), source: "lpfc_lun_queue_depth", help: "commands outstanding on one path"),
      Key(
        "hba_latency", \.hbaLatency, .duration, source: "assumed",
        help: "from the SCSI layer to the first bit on the wire; a paused host keeps what is inside"),
      Key("overlap", \.overlap, .overlap, help: "what happens to a command that overlaps an unfinished write of the same host"),
      .group("multipath", \.multipath, help: "dm-multipath and multipathd, keys as in multipath.conf(5)"),
      .group("scsi", \.scsi, help: "the SCSI layer: timeout, retries, error handling"),
    ]
  }
}

extension MultipathConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key(
        "path_selector", \.pathSelector, .pathSelector, source: "multipath.conf(5)",
        help: "which of the usable paths carries the next command"),
      Key(
        "polling_interval", \.pollingInterval, .positiveDuration, source: "multipath-tools defaults.h",
        help: "between two path checks; doubles up to max_polling_interval while a path stays good"),
      Key(
        "max_polling_interval", \.pollingIntervalMax, .positiveDuration, source: "multipath-tools defaults.h",
        help: "the longest time between two path checks"),
      Key(
        "checker_timeout", \.checkerTimeout, .positiveDuration, source: "multipath.conf(5)",
        help: "a TEST UNIT READY without an answer for so long fails the path"),
      Key(
        "fast_io_fail_tmo", \.fastIOFailTimeout, .duration, source: "multipath-tools defaults.h",
        help: "from the loss of a link to the failing of the I/O outstanding on it"),
      Key(
        "no_path_retry", \.noPathRetry, .noPathRetry, source: "multipath.conf(5)",
        help: "what I/O does when no path is left: a number queues it for so many polling intervals"),
      Key(
        "san_path_err_recovery_time", \.pathErrorRecoveryTime, .duration, source: "multipath.conf(5)",
        help: "keeps a path out after it failed, even when its checker sees it alive; 0s = off"),
    ]
  }
}

extension SCSILayerConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      Key(
        "command_timeout", \.commandTimeout, .positiveDuration, source: "Linux sd.h",
        help: "a command without an answer for so long has timed out"),
      Key("retries", \.retries, .atLeast(0), source: "Linux sd.h", help: "how often a command is repeated on the same path"),
      Key("on_timeout", \.onTimeout, .timeoutPolicy, help: "what a command that timed out leads to"),
      Key(
        "eh_timeout", \.errorHandlerTimeout, .positiveDuration, source: "Linux scsi.h",
        help: "how long one step of the error handler may take"),
    ]
  }
}

extension ValueForm<OverlapRule> {
  fileprivate static var overlap: Self {
    oneOf {
      switch $0 {
      case .wait: "it waits for the write, as file systems and databases ensure"
      case .allow: "it is sent at once"
      }
    }
  }
}

extension ValueForm<PathSelector> {
  fileprivate static var pathSelector: Self {
    let word = oneOf {
      switch $0 {
      case .roundRobin: "each in turn"
      case .queueLength: "the one with the fewest commands outstanding"
      case .serviceTime: "the one with the fewest bytes outstanding"
      }
    }
    // multipath.conf(5) writes the number of the selector's arguments behind its name.
    let posted = PathSelector.allCases.map { Shape.Word(name: "\($0.rawValue) 0", help: "as multipath.conf has it") }
    return ValueForm(.anyOf([word.shape, .words(posted)])) { node, context throws(Diagnostic) in
      if case .scalar(let text) = node.content, text.hasSuffix(" 0"),
        let selector = PathSelector(rawValue: String(text.dropLast(2)))
      {
        return selector
      }
      return try word.read(node, context)
    } write: { selector, context in
      word.write(selector, context)
    }
  }
}

extension ValueForm<TimeoutPolicy> {
  fileprivate static var timeoutPolicy: Self {
    oneOf {
      switch $0 {
      case .failoverNow: "the path is torn down at once and its I/O goes to another (Linux NVMe-oF)"
      case .scsiErrorHandler: "ABORT TASK, then LOGICAL UNIT RESET; the path fails only after both (Linux SCSI)"
      }
    }
  }
}

extension ValueForm<NoPathRetry> {
  /// `fail`, `queue` or a number of polling intervals, as in multipath.conf(5).
  fileprivate static var noPathRetry: Self {
    let words = [
      Shape.Word(name: "fail", help: "it fails at once"), Shape.Word(name: "queue", help: "it waits until a path comes back"),
    ]
    return ValueForm(.anyOf([.words(words), .whole(0...UInt64(Int.max))])) { node, context throws(Diagnostic) in
      switch node.content {
      case .scalar("fail"), .scalar("0"): return .fail
      case .scalar("queue"): return .queue
      case .scalar(let text) where Int(text).map({ $0 >= 1 }) == true: return Int(text).map { .polls($0) }
      default: throw node.mismatch(expected: "fail, queue or a number of polling intervals")
      }
    } write: { retry, _ in
      switch retry {
      case .fail: .plain("fail")
      case .queue: .plain("queue")
      case .polls(let count): .plain(count)
      }
    }
  }
}
