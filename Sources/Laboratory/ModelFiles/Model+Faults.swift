import EventEngine
import Sampling
import StorageModel

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
    guard let key = fault.onlyOne(of: FaultKinds.all.map { $0.name }, isRequired: true),
      let type = FaultKinds.all.first(where: { $0.name == key })
    else { return nil }
    var lasting: Distribution?
    var kind: (any FaultKind)?
    fault.nested(key) { parameters in
      kind = parameters.fault(type)
      lasting = parameters.require("for", as: .distribution(of: .duration))
    }
    guard let name, let at, let lasting, let kind else { return nil }
    self.init(name: name, at: at, lasting: lasting, kind: kind)
  }
}

extension MappingReader {
  /// A fault of this kind; nil if a parameter is missing or wrong.
  fileprivate mutating func fault<Fault: FaultKind>(_ kind: Fault.Type) -> (any FaultKind)? {
    var fault = Fault()
    var isComplete = true
    for parameter in Fault.parameters {
      switch parameter.field {
      case .link(let field): isComplete = read(parameter, field, .link, into: &fault) && isComplete
      case .targetPort(let field): isComplete = read(parameter, field, .targetPort, into: &fault) && isComplete
      case .hba(let field): isComplete = read(parameter, field, .hba, into: &fault) && isComplete
      case .host(let field): isComplete = read(parameter, field, .host, into: &fault) && isComplete
      case .fabric(let field): isComplete = read(parameter, field, .fabric, into: &fault) && isComplete
      case .controller(let field): isComplete = read(parameter, field, .controller, into: &fault) && isComplete
      case .stage(let field): isComplete = read(parameter, field, .oneOf, into: &fault) && isComplete
      case .factor(let field): isComplete = read(parameter, field, .positiveNumber, into: &fault) && isComplete
      case .ratio(let field): isComplete = read(parameter, field, .ratio, into: &fault) && isComplete
      case .count(let field): isComplete = read(parameter, field, .atLeast(1), into: &fault) && isComplete
      case .optionalDuration(let field): read(parameter.name, into: &fault[keyPath: field], as: .duration)
      }
    }
    return isComplete ? fault : nil
  }

  /// False if a parameter that is required is missing or wrong.
  private mutating func read<Fault: FaultKind, Value>(
    _ parameter: FaultParameter<Fault>, _ field: WritableKeyPath<Fault, Value>, _ form: ValueForm<Value>,
    into fault: inout Fault
  ) -> Bool {
    guard parameter.isRequired else {
      read(parameter.name, into: &fault[keyPath: field], as: form)
      return true
    }
    guard let value = require(parameter.name, as: form) else { return false }
    fault[keyPath: field] = value
    return true
  }
}
