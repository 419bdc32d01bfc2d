import Foundation

/// A directory for one test, removed at its end.
public final class Workplace {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  public func path(_ name: String) -> String { url.appending(path: name).path }

  @discardableResult public func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appending(path: name))
    return path(name)
  }

  /// The names of what is in it.
  public var content: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() } }
}

/// A short failover: writes wait with their data for 1 s in a port, the host gives up on it after 500 ms.
public let smallModel = """
  name: small
  hosts:
    multipath: { path_selector: round-robin, polling_interval: 300ms, max_polling_interval: 300ms }
    scsi: { command_timeout: 500ms }
  array: { transfer: r2t, eviction_timeout: 100ms }
  workload:
    open: { rate: 100/s, arrivals: poisson }
    read_ratio: 0.3
    address: { zipf: 1.1 }
    working_set: 32KiB
  faults:
    - { name: stall, at: 500ms, port_stall: { port: array.controller0.port0, stage: after_data, for: 1s } }
  run: { until: 2500ms }
  """

public func smallExperiment(replications: Int, seed: Int = 7) -> String {
  """
  name: small
  model: model.yaml
  factors:
    barrier: [none, pr-preempt-abort]
    faults.stall.for: [200ms, 1s]
  replications: \(replications)
  seed: \(seed)
  """
}

extension Workplace {
  /// Writes the small model and its experiment; gives the path of the experiment.
  public func smallSweep(replications: Int, seed: Int = 7) throws -> String {
    try write("model.yaml", smallModel)
    return try write("experiment.yaml", smallExperiment(replications: replications, seed: seed))
  }
}
