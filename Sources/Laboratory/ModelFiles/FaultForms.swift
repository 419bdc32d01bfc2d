import EventEngine
import Sampling
import StorageModel

/// The kinds of faults: those of the register, each with the keys that it describes itself.
enum FaultForms {
  static var all: [Variant<FaultEffect>] { FaultKinds.all.map { variant($0) } }

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

  private static func variant<Fault: FaultKind>(_ kind: Fault.Type) -> Variant<FaultEffect> {
    let own: Fields<Fault> = Fields(of: kind)
    let lasting: Fields<Distribution> = .field(
      "for", .distribution(of: .duration), help: "how long it lasts, drawn once a run")
    let both = Fields<FaultEffect>(keys: own.keys + lasting.keys) { reader in
      // Both are read before one that is missing ends it, so that everything wrong is reported.
      let (fault, length) = (own.read(&reader), lasting.read(&reader))
      guard let fault, let length else { return nil }
      return (kind: fault, lasting: length)
    } write: { effect, context in
      guard let fault = effect.kind as? Fault, let entries = own.write(fault, context) else { return nil }
      return entries + (lasting.write(effect.lasting, context) ?? [])
    }
    return Variant(Fault.name, both, help: Fault.summary)
  }
}

/// What the key of a kind says: what happens, and how long it lasts.
typealias FaultEffect = (kind: any FaultKind, lasting: Distribution)

extension Fields where Value: FaultKind {
  /// The parameters that a kind describes.
  init(of kind: Value.Type) {
    let parameters = Value.parameters.map(FaultField.init)
    self.init(keys: parameters.flatMap(\.keys)) { reader in
      var fault = Value()
      // All are read before one that is missing ends it, so that everything wrong is reported.
      let isComplete = parameters.map { $0.read(&reader, &fault) }
      return isComplete.allSatisfy { $0 } ? fault : nil
    } write: { fault, context in
      parameters.flatMap { $0.write(fault, context) }
    }
  }
}

/// How one parameter of a fault is written.
private struct FaultField<Fault: FaultKind> {
  let keys: [KeyDescription]
  /// False if it is missing or wrong, which has been reported.
  let read: (inout MappingReader, inout Fault) -> Bool
  let write: (Fault, WritingContext) -> [YAML.Entry]

  init(_ parameter: FaultParameter<Fault>) {
    switch parameter.field {
    case .link(let path): self.init(parameter, path, .link)
    case .targetPort(let path): self.init(parameter, path, .targetPort)
    case .hba(let path): self.init(parameter, path, .hba)
    case .host(let path): self.init(parameter, path, .host)
    case .fabric(let path): self.init(parameter, path, .fabric)
    case .controller(let path): self.init(parameter, path, .controller)
    case .stage(let path): self.init(parameter, path, .portStage)
    case .factor(let path): self.init(parameter, path, .positiveNumber)
    case .ratio(let path): self.init(parameter, path, .ratio)
    case .count(let path): self.init(parameter, path, .atLeast(1))
    case .optionalDuration(let path): self.init(parameter, path, ValueForm<Duration>.duration.optional)
    }
  }

  private init<Value>(
    _ parameter: FaultParameter<Fault>, _ path: WritableKeyPath<Fault, Value>, _ form: ValueForm<Value>
  ) {
    let field =
      parameter.isRequired
      ? Fields.field(parameter.name, form, help: parameter.help)
      : Fields.field(parameter.name, form, standard: Fault()[keyPath: path], absence: "nobody does", help: parameter.help)
    keys = field.keys
    read = { reader, fault in
      guard let value = field.read(&reader) else { return false }
      fault[keyPath: path] = value
      return true
    }
    write = { fault, context in field.write(fault[keyPath: path], context) ?? [] }
  }
}

extension ValueForm<PortStage> {
  fileprivate static var portStage: Self {
    oneOf {
      switch $0 {
      case .ingress: "every frame that arrives, before it is looked at"
      case .afterCheck: "commands after their reservation check, before data is asked for"
      case .afterData: "writes with their data, before they go to the media; everything else goes on"
      case .egress: "answers; work goes on"
      }
    }
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
