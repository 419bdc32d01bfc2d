/// Walks through bytes table by table and puts each field into words.
struct FieldLister {
  let bytes: [UInt8]
  private(set) var fields: [DescribedField] = []
  /// Where the next table begins; beyond the bytes where they end too early.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var left: Int { bytes.count - offset }

  /// Fields with places counted from here; then `length` bytes on. What follows the last field is shown as reserved.
  mutating func table(_ table: [Field], length: Int) {
    for field in table { fields.append(DescribedField(field, in: bytes, at: offset)) }
    let end = offset + length
    offset += table.map { $0.bytes.upperBound + 1 }.max() ?? 0
    if end > offset { raw("(reserved)", count: end - offset) }
  }

  /// As many of `count` bytes as there are, as they are; then `count` bytes on.
  mutating func raw(_ name: String, count: Int) {
    if count > 0, left > 0 {
      fields.append(DescribedField(name: name, bytes: bytes, from: offset, to: min(bytes.count, offset + count)))
    }
    offset += count
  }

  /// `count` bytes, all there, with words instead of digits.
  mutating func text(_ name: String, _ words: String, count: Int) {
    guard count > 0 else { return }
    var field = DescribedField(name: name, bytes: bytes, from: offset, to: offset + count)
    field.value = words
    fields.append(field)
    offset += count
  }

  /// What was walked through and, under the name `rest`, all that was not.
  func description(
    _ kind: ByteKind, title: String? = nil, rest: String = "(beyond the data)", problem: WireError? = nil
  ) -> ByteDescription {
    ByteDescription(
      kind, title: title ?? kind.name, fields: fields + DescribedField.rest(of: bytes, from: offset, name: rest),
      problem: problem)
  }
}
