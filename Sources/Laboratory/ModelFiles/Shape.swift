/// What the values of a key look like, as data: schema, lists and random files are made of it, and forms read and write it.
indirect enum Shape {
  /// One line.
  case text
  /// Letters, digits, '-' and '_'.
  case name
  case whole(ClosedRange<UInt64>)
  case number(NumberRange)
  case quantity(Quantity, isAboveZero: Bool)
  case words([Word])
  /// Names of parts of the model, such as host0.
  case component(String, pattern: String, examples: [String])
  case list(of: Shape, minimum: Int)
  case mapping([MappingEntry])
  case anyOf([Shape])
  /// One that refers to itself or is used in many places, under the name of its definition.
  case named(String, String, () -> Shape)
  /// What only the schema of an experiment knows.
  case keyPaths(KeyPathUse)

  /// One of a few words, and what it means.
  struct Word: Equatable {
    var name: String
    /// Empty where the key's own help says it.
    var help: String
  }

  struct NumberRange: Equatable {
    var lower: Double?
    var includesLower = true
    var upper: Double?
  }

  /// Mappings whose keys are key paths of the model.
  enum KeyPathUse {
    /// To values.
    case settings
    /// To lists of levels.
    case factors
    /// To values, in a point that may have a name.
    case point
    /// From factors to levels.
    case exclusion
  }
}

/// What a mapping may hold.
enum MappingEntry {
  case key(KeyDescription)
  /// Keys that exclude each other.
  case choice([KeyDescription], isRequired: Bool)

  var keys: [KeyDescription] {
    switch self {
    case .key(let key): [key]
    case .choice(let keys, _): keys
    }
  }
}

/// Everything that is said about a key.
struct KeyDescription {
  /// What leaving the key out means.
  enum Standard: Equatable {
    /// An error.
    case required
    case value(YAML)
    /// Those of the keys inside.
    case group
    /// Something that has no spelling, in words.
    case absence(String)
  }

  var name: String
  var shape: Shape
  var standard: Standard
  /// Where the default comes from; empty where there is nothing to cite.
  var source: String
  /// One line.
  var help: String
}

extension Shape {
  /// In a few words, for lists: what kind of value, and its range.
  var phrase: String {
    switch self {
    case .text: "text"
    case .name: "name"
    case .whole(let range): range.upperBound >= UInt64(Int64.max) ? "whole number from \(range.lowerBound)" : "\(range) whole"
    case .number(let range): range.phrase
    case .quantity(let quantity, let isAboveZero): isAboveZero ? "\(quantity.name) above 0" : quantity.name
    case .words(let words): words.allSatisfy(\.help.isEmpty) ? words.map(\.name).joined(separator: " | ") : "word"
    case .component(let phrase, _, _): phrase
    case .list(of: .words, _): "list of words"
    case .list(let item, _): "list of \(item.plural)"
    case .mapping: "mapping"
    case .anyOf(let shapes): shapes.map(\.phrase).joined(separator: ", or ")
    case .named(_, let phrase, _): phrase
    case .keyPaths(.factors): "mapping of factors to levels"
    case .keyPaths: "mapping"
    }
  }

  private var plural: String {
    switch self {
    case .mapping, .keyPaths: "mappings"
    default: phrase + "s"
    }
  }

  /// The words one can write, and what they mean.
  var words: [Word] {
    switch self {
    case .words(let words): words
    case .list(let item, _): item.words
    case .anyOf(let shapes): shapes.flatMap(\.words)
    default: []
    }
  }

  /// The quantities that can be written.
  var quantities: [Quantity] {
    switch self {
    case .quantity(let quantity, _): [quantity]
    case .list(let item, _): item.quantities
    case .anyOf(let shapes): shapes.flatMap(\.quantities)
    case .named(_, _, let shape): shape().quantities
    default: []
    }
  }

  /// What a mapping may hold; definitions are not opened.
  var entries: [MappingEntry] {
    switch self {
    case .mapping(let entries): entries
    case .list(let item, _): item.entries
    case .anyOf(let shapes): shapes.flatMap(\.entries)
    default: []
    }
  }
}

extension Shape.NumberRange {
  var phrase: String {
    switch (lower, upper) {
    case (let lower?, let upper?): "number in \(DecimalNumber.text(of: lower))...\(DecimalNumber.text(of: upper))"
    case (let lower?, nil): "number \(includesLower ? "from" : "above") \(DecimalNumber.text(of: lower))"
    default: "number"
    }
  }
}
