import EventEngine
import StorageModel

extension FabricConfiguration {
  mutating func read(_ fabric: inout MappingReader) {
    fabric.read("transport", into: &transport, as: .oneOf)
    fabric.read("fabrics", into: &fabrics, as: .atLeast(1))
    fabric.nested("link") { link.read(&$0) }
    fabric.read("switch_latency", into: &switchLatency, as: .duration)
    fabric.read("r_a_tov", into: &resourceAllocationTimeout, as: .positiveDuration)
    fabric.read("hold_time", into: &holdTime, as: .positiveDuration)
    fabric.read("rscn_delay", into: &stateChangeDelay, as: .duration)
  }
}

extension LinkConfiguration {
  private enum Distance: String, CaseIterable {
    case length, propagation
  }

  mutating func read(_ link: inout MappingReader) {
    if let written = link.read("bandwidth", as: .bandwidth) { bandwidth = written }
    switch link.onlyOne(of: Distance.self) {
    case .length: link.read("length", into: &propagation, as: .lengthOfFibre)
    case .propagation: link.read("propagation", into: &propagation, as: .duration)
    case nil: break
    }
  }
}
