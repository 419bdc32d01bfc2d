import Barriers
import Reservations
import StorageModel

extension ModelConfiguration {
  /// Replaces defaults with what the file says. The keys of a model file are those that are read here and below.
  mutating func read(_ model: inout MappingReader) {
    model.read("name", into: &name, as: .text)
    model.nested("hosts") { hosts.read(&$0) }
    model.nested("fabric") { fabric.read(&$0) }
    model.nested("array") { array.read(&$0) }
    model.nested("workload") { workload.read(&$0) }
    model.read("barrier", into: &barrier, as: .word(BarrierMethod.allCases.map { ($0.name, $0) }))
    model.read("hold_time", into: &holdTime, as: .duration)
    model.read("faults", into: &faults, as: .faults)
    model.nested("run") { run.read(&$0) }
  }
}

extension RunConfiguration {
  fileprivate mutating func read(_ run: inout MappingReader) {
    run.read("until", into: &until, as: .positiveDuration)
    run.read("warm_up", into: &warmUp, as: .duration)
    run.read("permute_equal_instants", into: &permuteEqualInstants, as: .boolean)
  }
}
