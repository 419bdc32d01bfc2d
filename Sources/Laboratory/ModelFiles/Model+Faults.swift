import EventEngine
import Sampling
import StorageModel

/// The kinds of faults as model files name them.
enum FaultKey: String, CaseIterable {
  case linkDown = "link_down"
  case linkStall = "link_stall"
  case portStall = "port_stall"
  case mediaSlow = "media_slow"
  case hostPause = "host_pause"
}

extension ValueForm<[FaultConfiguration]> {
  /// A list of faults whose names differ.
  static var faults: Self {
    ValueForm { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: "a list of faults") }
      var faults: [FaultConfiguration] = []
      for (index, node) in nodes.enumerated() {
        context.mapping(node, "faults[\(index)]") { reader in
          guard let fault = FaultConfiguration(&reader) else { return }
          if faults.contains(where: { $0.name == fault.name }) {
            let message = "another fault is named '\(fault.name)'; expected names that differ"
            context.report(Diagnostic(reader.location(of: "name"), message))
          }
          faults.append(fault)
        }
      }
      return faults
    }
  }
}

extension FaultConfiguration {
  fileprivate init?(_ fault: inout MappingReader) {
    let name = fault.require("name", as: .name)
    let at = fault.require("at", as: .distribution(of: .duration))
    guard let key = fault.onlyOne(of: FaultKey.self, isRequired: true) else { return nil }
    var lasting: Distribution?
    var kind: FaultKind?
    fault.nested(key.rawValue) { parameters in
      kind = FaultKind(key, &parameters)
      lasting = parameters.require("for", as: .distribution(of: .duration))
    }
    guard let name, let at, let lasting, let kind else { return nil }
    self.init(name: name, at: at, lasting: lasting, kind: kind)
  }
}

extension FaultKind {
  fileprivate init?(_ key: FaultKey, _ parameters: inout MappingReader) {
    switch key {
    case .linkDown:
      guard let link = parameters.require("link", as: .link) else { return nil }
      self = .linkDown(link)
    case .linkStall:
      guard let link = parameters.require("link", as: .link) else { return nil }
      self = .linkStall(link)
    case .portStall:
      let port = parameters.require("port", as: .targetPort)
      let stage = parameters.require("stage", as: ValueForm<PortStage>.oneOf)
      guard let port, let stage else { return nil }
      self = .portStall(port, stage)
    case .mediaSlow:
      guard let factor = parameters.require("factor", as: .positiveNumber) else { return nil }
      self = .mediaSlow(factor: factor)
    case .hostPause:
      let takeoverAfter = parameters.read("takeover_after", as: .duration)
      guard let host = parameters.require("host", as: .host) else { return nil }
      self = .hostPause(host: host, takeoverAfter: takeoverAfter)
    }
  }
}
