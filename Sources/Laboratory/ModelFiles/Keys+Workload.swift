import EventEngine
import Sampling
import StorageModel

extension WorkloadConfiguration: Described {
  static var keys: [Key<Self>] {
    [
      .variants(\.kind, WorkloadForms.all),
      Key(
        "hosts", \.hosts, ValueForm<[Int]>.list(of: .host, "a list of hosts such as [host0]").optional, absence: "all hosts",
        help: "the hosts that run it"),
      Key("start", \.start, .duration, help: "it begins when a host has registered on every path, but not before this"),
      Key("read_ratio", \.readRatio, .ratio, help: "share of reads; not used by 'rewrite' and 'trace'"),
      Key("address", \.address, .address, help: "which part of the working set is used next; not used by 'trace'"),
      Key("size", \.size, .distribution(of: .size), help: "of an I/O, rounded up to whole blocks; not used by 'trace'"),
      Key("working_set", \.workingSet, .size, help: "of each logical unit, for each host: hosts have slices of their own"),
      Key("alignment", \.alignment, .size, help: "addresses are multiples of this"),
    ]
  }
}

/// The kinds of workload.
private enum WorkloadForms {
  static var all: [Variant<WorkloadKind>] { [closed, open, rewrite, trace] }

  private static var think: Fields<Distribution?> {
    .field(
      "think", ValueForm.distribution(of: .duration).optional, standard: nil, absence: "no pause",
      help: "between an answer and the next I/O of a stream")
  }

  private static var closed: Variant<WorkloadKind> {
    let depth: Int? = if case .closed(let depth, _) = WorkloadConfiguration().kind { depth } else { nil }
    let help = "streams of each host; each waits for its answer before it goes on"
    let field =
      depth.map { Fields.field("depth", .atLeast(1), standard: $0, help: help) } ?? .field("depth", .atLeast(1), help: help)
    return Variant(
      "closed",
      Fields.all(field, think).map {
        .closed(depth: $0.0, think: $0.1)
      } from: {
        if case .closed(let depth, let think) = $0 { (depth, think) } else { nil }
      }, help: "streams that wait for their answers")
  }

  private static var open: Variant<WorkloadKind> {
    let arrivals = ValueForm<ArrivalProcess>.oneOf {
      switch $0 {
      case .poisson: "as of many independent users"
      case .deterministic: "evenly spaced"
      }
    }
    let fields = Fields.all(
      .field("rate", .rate, help: "I/Os of each host"),
      .field("arrivals", arrivals, standard: .poisson, help: "how they are spread in time"))
    return Variant(
      "open",
      fields.map {
        .open(rate: $0.0, process: $0.1)
      } from: {
        if case .open(let rate, let process) = $0 { (rate, process) } else { nil }
      }, help: "I/Os arrive at a rate, whatever the array does")
  }

  private static var rewrite: Variant<WorkloadKind> {
    let fields = Fields.all(
      .field("streams", .atLeast(1), standard: 1, help: "each rewrites one block of its own"), think)
    return Variant(
      "rewrite",
      fields.map {
        .rewrite(streams: $0.0, think: $0.1)
      } from: {
        if case .rewrite(let streams, let think) = $0 { (streams, think) } else { nil }
      }, help: "each stream writes one block again and again, each time after the last was acknowledged (a commit record)")
  }

  private static var trace: Variant<WorkloadKind> {
    let fields = TraceSource.fields
    let keys = Shape.mapping(fields.keys.map { .key($0) })
    return Variant(name: "trace", shape: keys, help: "replays recorded commands at their times") { workload in
      var trace: WorkloadTrace?
      workload.nested("trace") { reader in trace = fields.read(&reader).flatMap { $0.load(reader) } }
      return trace.map { .trace($0) }
    } write: { kind, context in
      guard case .trace(let trace) = kind else { return nil }
      return context.at("trace") {
        guard let source = context.sources.source(of: trace) else {
          context.report("'\(trace.name)' was not read from a file, or from one that is not known")
          return .mapping([])
        }
        return .mapping(fields.write(source, context) ?? [])
      }
    }
  }
}

extension TraceSource {
  /// The path as it is written.
  fileprivate static var fields: Fields<TraceSource> {
    let part = TracePart()
    let format = ValueForm<TraceFormat>.oneOf {
      switch $0 {
      case .cloudphysics: "CSV version,time,op,size,lbn: microseconds, SCSI operation, bytes, 512 byte block"
      case .mqsim: "'arrival device block sectors type': nanoseconds, blocks of 512 bytes, 1 = read"
      }
    }
    let parts = Fields.all(
      .field("from", .duration, standard: part.from, help: "into the trace"),
      .field(
        "for", ValueForm<Duration>.positiveDuration.optional, standard: part.length, absence: "to the end",
        help: "the part that is replayed"),
      .field(
        "time_scale", .positiveNumber, standard: part.timeScale, help: "times are multiplied by this: 2 replays at half the speed"
      ),
      .field(
        "skip_bad_lines", .atLeast(0), standard: part.skippedLinesMax, help: "how many malformed lines are passed over")
    ).map {
      TracePart(from: $0.0, length: $0.1, timeScale: $0.2, skippedLinesMax: $0.3)
    } from: {
      ($0.from, $0.length, $0.timeScale, $0.skippedLinesMax)
    }
    return Fields.all(
      .field("file", .path, help: "relative to the folder of this file"), .field("format", format, help: "of the lines"), parts
    ).map {
      TraceSource(path: $0.0, format: $0.1, part: $0.2)
    } from: {
      ($0.path, $0.format, $0.part)
    }
  }

  /// The commands of this part; the file is recorded as an input.
  fileprivate func load(_ reader: MappingReader) -> WorkloadTrace? {
    let (context, location) = (reader.context, reader.location(of: "file"))
    var source = self
    source.path = RelativePath.resolve(path, writtenAt: location)
    do {
      let reading = try context.files.trace(source, askedFor: location)
      context.use(try context.files.file(source.path, askedFor: location))
      context.skippedTraceLines += reading.skippedLines
      context.sources.add(source, reading.trace)
      if reading.trace.records.isEmpty {
        context.report(Diagnostic(location, "no command in this part of '\(source.path)'; expected at least one"))
      }
      return reading.trace
    } catch {
      context.report(error)
      return nil
    }
  }
}

extension ValueForm<AddressPattern> {
  fileprivate static var address: Self {
    let word = ValueForm<AddressPattern>.word([
      ("uniform", .uniform, "every one is as likely"), ("sequential", .sequential, "one after the other"),
    ])
    // The range of `Distribution.zipf`.
    let zipf = Fields.field(
      "zipf", .number(from: 0, to: 16), help: "the exponent: slot k is used with probability proportional to k^-exponent")
    return ValueForm(.anyOf([word.shape, .mapping(zipf.keys.map { .key($0) })])) { node, context throws(Diagnostic) in
      guard case .mapping = node.content else { return try word.read(node, context) }
      var exponent: Double?
      context.mapping(node, "") { exponent = zipf.read(&$0) }
      return exponent.map { .zipf(exponent: $0) }
    } write: { pattern, context in
      guard case .zipf(let exponent) = pattern else { return word.write(pattern, context) }
      return zipf.write(exponent, context).map { .mapping($0) }
    }
  }
}
