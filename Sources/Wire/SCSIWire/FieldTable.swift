/// Ties a field of the standard's table to the property that holds it.
struct FieldBinding<Table>: Sendable {
  let field: Field
  let get: @Sendable (Table) -> UInt64
  let set: @Sendable (inout Table, UInt64) -> Void

  init(_ field: Field, _ property: WritableKeyPath<Table, Bool> & Sendable) {
    self.field = field
    get = { $0[keyPath: property] ? 1 : 0 }
    set = { $0[keyPath: property] = $1 != 0 }
  }

  /// Bits of the property that the field cannot hold are dropped.
  init<Number: FixedWidthInteger & UnsignedInteger & SendableMetatype>(
    _ field: Field, _ property: WritableKeyPath<Table, Number> & Sendable
  ) {
    self.field = field
    let mask = field.mask
    get = { UInt64($0[keyPath: property]) & mask }
    set = { $0[keyPath: property] = Number(truncatingIfNeeded: $1) }
  }
}

/// A table of the standard all of whose fields lie at fixed places: one list of bindings encodes, decodes and describes it.
protocol FieldTable {
  /// All properties zero.
  init()
  static var bindings: [FieldBinding<Self>] { get }
}

extension FieldTable {
  /// Writes the fields into bytes that are there, and zero.
  func encodeFields(into bytes: inout [UInt8], at start: Int = 0) {
    for binding in Self.bindings { bytes[binding.field, at: start] = binding.get(self) }
  }

  /// `length` bytes.
  func encodedFields(length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    encodeFields(into: &bytes)
    return bytes
  }

  /// Reads the fields from bytes that are there.
  init(fieldsOf bytes: [UInt8], at start: Int = 0) {
    self.init()
    for binding in Self.bindings { binding.set(&self, bytes[binding.field, at: start]) }
  }

  static var fields: [Field] { bindings.map(\.field) }
}
