import Barriers
import ModelFiles
import ResultStore

/// Who makes a store, and with what; for people.
public struct SweepOrigin: Sendable {
  /// The version of weir.
  public var version: String
  /// The command line.
  public var command: String
  public var host: String
  /// ISO 8601.
  public var start: String

  public init(version: String, command: String, host: String, start: String) {
    self.version = version
    self.command = command
    self.host = host
    self.start = start
  }
}

extension Sweep {
  /// Opens the store of this sweep in `directory`, creates it if there is none, and adds the points.
  ///
  /// - Throws: `mismatch` if there are results of something else, `inUse`, `io`.
  public func openStore(_ directory: String, origin: SweepOrigin) throws(StoreError) -> ResultStore {
    let store = try ResultStore.open(directory: directory, provenance: provenance(origin))
    try store.addPoints(points)
    return store
  }

  /// A point that has a name has it as its first factor.
  private var points: [RecordedPoint] {
    zip(experiment.points, barriers).map { point, barrier in
      let name = point.name.map { [Factor(name: RecordedPoint.nameFactor, value: $0)] } ?? []
      return RecordedPoint(
        id: point.id, factors: name + point.levels.map { Factor(name: $0.factor, value: $0.label) },
        settings: [Factor(name: RecordedPoint.barrierSetting, value: barrier.name)])
    }
  }

  private func provenance(_ origin: SweepOrigin) -> Provenance {
    Provenance(
      name: experiment.name, fileText: experiment.text, inputs: inputs.map { .init(name: relative($0.path), bytes: $0.bytes) },
      version: origin.version, seed: experiment.seed, command: origin.command, host: origin.host, start: origin.start)
  }

  /// A path as seen from the experiment's folder, so that it does not matter from where a sweep is started.
  private func relative(_ path: String) -> String {
    guard let slash = experiment.path.lastIndex(of: "/"), path.hasPrefix(experiment.path[...slash]) else { return path }
    return String(path.dropFirst(experiment.path[...slash].count))
  }
}

extension RecordedPoint {
  /// The factor that holds the name of a point that was listed under one.
  public static let nameFactor = "name"
  static let barrierSetting = "barrier"

  /// The barrier method of the point's model. Nil where the store does not say it: an earlier version recorded factors only.
  public var barrier: BarrierMethod? {
    (settings + factors).first { $0.name == Self.barrierSetting }.flatMap { BarrierMethod(name: $0.value) }
  }

  /// The value of the factor that people call `name`, if the point has it.
  public func level(_ name: String) -> String? { factors.first { $0.name == name }?.value }
}
