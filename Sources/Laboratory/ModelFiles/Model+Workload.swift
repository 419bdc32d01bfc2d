import EventEngine
import StorageModel

private enum WorkloadKey: String, CaseIterable {
  case closed, open, rewrite, trace
}

extension WorkloadConfiguration {
  mutating func read(_ workload: inout MappingReader) {
    if let key = workload.onlyOne(of: WorkloadKey.self) {
      workload.nested(key.rawValue) { if let written = kind.reading(key, &$0) { kind = written } }
    }
    workload.read("hosts", into: &hosts, as: .list(of: .host, "a list of hosts such as [host0]"))
    workload.read("start", into: &start, as: .duration)
    workload.read("read_ratio", into: &readRatio, as: .ratio)
    workload.read("address", into: &address, as: .address)
    workload.read("size", into: &size, as: .distribution(of: .size))
    workload.read("working_set", into: &workingSet, as: .size)
    workload.read("alignment", into: &alignment, as: .size)
  }
}

extension WorkloadKind {
  /// The kind that is written; parameters that are not are those of `self` if it is of the same kind.
  fileprivate func reading(_ key: WorkloadKey, _ parameters: inout MappingReader) -> WorkloadKind? {
    switch key {
    case .closed: readingClosed(&parameters)
    case .open: readingOpen(&parameters)
    case .rewrite: readingRewrite(&parameters)
    case .trace: parameters.readTrace().map { .trace($0) }
    }
  }

  private func readingClosed(_ parameters: inout MappingReader) -> WorkloadKind? {
    guard case .closed(var depth, var think) = self else {
      guard let depth = parameters.require("depth", as: .atLeast(1)) else { return nil }
      return .closed(depth: depth, think: parameters.read("think", as: .distribution(of: .duration)))
    }
    parameters.read("depth", into: &depth, as: .atLeast(1))
    parameters.read("think", into: &think, as: .distribution(of: .duration))
    return .closed(depth: depth, think: think)
  }

  private func readingOpen(_ parameters: inout MappingReader) -> WorkloadKind? {
    let rate = parameters.require("rate", as: .rate)
    let process = parameters.read("arrivals", as: .oneOf) ?? ArrivalProcess.poisson
    return rate.map { .open(rate: $0, process: process) }
  }

  private func readingRewrite(_ parameters: inout MappingReader) -> WorkloadKind? {
    let streams = parameters.read("streams", as: .atLeast(1)) ?? 1
    return .rewrite(streams: streams, think: parameters.read("think", as: .distribution(of: .duration)))
  }
}

extension MappingReader {
  fileprivate mutating func readTrace() -> Trace? {
    var part = TracePart()
    read("from", into: &part.from, as: .duration)
    read("for", into: &part.length, as: .positiveDuration)
    read("time_scale", into: &part.timeScale, as: .positiveNumber)
    read("skip_bad_lines", into: &part.skippedLinesMax, as: .atLeast(0))
    let file = require("file", as: .text)
    let format = require("format", as: ValueForm<TraceFormat>.oneOf)
    guard let file, let format else { return nil }
    let location = location(of: "file")
    let path = RelativePath.resolve(file, writtenAt: location)
    return context.trace(TraceSource(path: path, format: format, part: part), askedFor: location)
  }
}

extension ReadingContext {
  fileprivate func trace(_ source: TraceSource, askedFor location: SourceLocation) -> Trace? {
    do {
      let reading = try files.trace(source, askedFor: location)
      use(try files.file(source.path, askedFor: location))
      skippedTraceLines += reading.skippedLines
      if reading.trace.records.isEmpty {
        report(Diagnostic(location, "no command in this part of '\(source.path)'; expected at least one"))
      }
      return reading.trace
    } catch {
      report(error)
      return nil
    }
  }
}

extension ValueForm<AddressPattern> {
  fileprivate static var address: Self {
    ValueForm { node, context throws(Diagnostic) in
      guard case .mapping = node.content else {
        return try ValueForm.word([("uniform", .uniform), ("sequential", .sequential)]).read(node, context)
      }
      var exponent: Double?
      context.mapping(node, "") { exponent = $0.require("zipf", as: .zipfExponent) }
      return exponent.map { .zipf(exponent: $0) }
    }
  }
}

extension ValueForm<Double> {
  /// The range of `Distribution.zipf`.
  fileprivate static var zipfExponent: Self { number.refined("a number in 0...16") { $0 >= 0 && $0 <= 16 } }
}

extension ValueForm<Int> {
  /// `host0`
  static var host: Self {
    ValueForm { node, _ throws(Diagnostic) in
      guard case .scalar(let text) = node.content, let index = ComponentName.index(text, "host") else {
        throw node.mismatch(expected: "a host such as host0")
      }
      return index
    }
  }
}
