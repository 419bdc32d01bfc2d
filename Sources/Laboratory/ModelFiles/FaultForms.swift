import EventEngine
import Sampling
import StorageModel

/// The kinds of faults: a new one is an entry of `all`.
enum FaultForms {
  static var all: [Variant<FaultEffect>] { [linkDown, linkStall, portStall, mediaSlow, hostPause] }

  /// What every fault has beside its kind.
  fileprivate static var frame: Fields<(String, Distribution)> {
    Fields.all(
      .field("name", .name, help: "addresses the fault in key paths: faults.NAME.for"),
      .field("at", .distribution(of: .duration), help: "when it begins, drawn once a run"))
  }

  /// The keys of a fault, but for those inside its kind.
  static var entries: [MappingEntry] {
    frame.keys.map(MappingEntry.key) + [.choice(all.map { $0.key(standard: nil) }, isRequired: true)]
  }

  private static var linkDown: Variant<FaultEffect> {
    fault(
      "link_down", .field("link", .link, help: "named by the port at its end that is not a switch"),
      help: "frames on the link are lost; the port beside it sees loss of signal"
    ) {
      .linkDown($0)
    } from: {
      if case .linkDown(let link) = $0 { link } else { nil }
    }
  }

  private static var linkStall: Variant<FaultEffect> {
    fault(
      "link_stall", .field("link", .link, help: "named by the port at its end that is not a switch"),
      help: "frames are kept and delivered in order when the stall ends; nobody sees anything"
    ) {
      .linkStall($0)
    } from: {
      if case .linkStall(let link) = $0 { link } else { nil }
    }
  }

  private static var portStall: Variant<FaultEffect> {
    let stage = ValueForm<PortStage>.oneOf {
      switch $0 {
      case .ingress: "every frame that arrives, before it is looked at"
      case .afterCheck: "commands after their reservation check, before data is asked for"
      case .afterData: "writes with their data, before they go to the media; everything else goes on"
      case .egress: "answers; work goes on"
      }
    }
    return fault(
      "port_stall",
      .all(.field("port", .targetPort, help: "of the array"), .field("stage", stage, help: "what waits in it")),
      help: "a target port stops moving"
    ) {
      .portStall($0.0, $0.1)
    } from: {
      if case .portStall(let port, let stage) = $0 { (port, stage) } else { nil }
    }
  }

  private static var mediaSlow: Variant<FaultEffect> {
    fault(
      "media_slow",
      .field("factor", .positiveNumber, help: "service times drawn while it lasts are multiplied by this, at least 1"),
      help: "the media are slower"
    ) {
      .mediaSlow(factor: $0)
    } from: {
      if case .mediaSlow(let factor) = $0 { factor } else { nil }
    }
  }

  private static var hostPause: Variant<FaultEffect> {
    let takeover = Fields.field(
      "takeover_after", ValueForm<Duration>.duration.optional, standard: nil, absence: "nobody takes over",
      help: "of standstill: another host takes over, if the pause lasts longer")
    return fault(
      "host_pause", .all(.field("host", .host, help: "the one that stands still"), takeover),
      help: "the host stands still, HBAs included, as in a live migration"
    ) {
      .hostPause(host: $0.0, takeoverAfter: $0.1)
    } from: {
      if case .hostPause(let host, let takeover) = $0 { (host, takeover) } else { nil }
    }
  }
}

/// What the key of a kind says: what happens, and how long it lasts.
typealias FaultEffect = (kind: FaultKind, lasting: Distribution)

extension FaultForms {
  /// A kind with its own fields; that it lasts is common to all.
  private static func fault<Parameters>(
    _ name: String, _ fields: Fields<Parameters>, help: String, make: @escaping (Parameters) -> FaultKind,
    from split: @escaping (FaultKind) -> Parameters?
  ) -> Variant<FaultEffect> {
    let own = fields.map(make, from: split)
    let lasting = Fields.field("for", .distribution(of: .duration), help: "how long it lasts, drawn once a run")
    let both = Fields.all(own, lasting).map {
      ($0.0, $0.1)
    } from: { (effect: FaultEffect) in
      (effect.kind, effect.lasting)
    }
    return Variant(name, both, help: help)
  }
}

extension ValueForm<[FaultConfiguration]> {
  /// A list of faults whose names differ.
  static var faults: Self {
    let frame = FaultForms.frame
    return ValueForm(.list(of: .mapping(FaultForms.entries), minimum: 0)) { node, context throws(Diagnostic) in
      guard case .sequence(let nodes) = node.content else { throw node.mismatch(expected: "a list of faults") }
      var faults: [FaultConfiguration] = []
      for (index, node) in nodes.enumerated() {
        context.mapping(node, "faults[\(index)]") { reader in
          let own = frame.read(&reader)
          let effect = FaultForms.all.readOne(&reader, isRequired: true)
          guard let own, let effect else { return }
          if faults.contains(where: { $0.name == own.0 }) {
            let message = "another fault is named '\(own.0)'; expected names that differ"
            context.report(Diagnostic(reader.location(of: "name"), message))
          }
          faults.append(FaultConfiguration(name: own.0, at: own.1, lasting: effect.lasting, kind: effect.kind))
        }
      }
      return faults
    } write: { faults, context in
      .list(
        faults.map { fault in
          context.at(fault.name) {
            let effect = FaultForms.all.write((fault.kind, fault.lasting), context)
            return .mapping((frame.write((fault.name, fault.at), context) ?? []) + (effect.map { [$0] } ?? []))
          }
        })
    }
  }
}
