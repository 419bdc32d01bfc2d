import StorageModel

/// Everything that is stored in a value, as text: what is equal has one fingerprint. Knows nothing of keys and forms, so that it
/// can judge a writer that forgets one.
func fingerprint(_ value: Any) -> String {
  // There are many, and looking at each takes long.
  if let records = value as? [WorkloadTrace.Record] { return digest(records) }
  let mirror = Mirror(reflecting: value)
  guard !mirror.children.isEmpty else { return "\(type(of: value)):\(value)" }
  let children = mirror.children.map { "\($0.label ?? "")=\(fingerprint($0.value))" }
  // The order of a set is nobody's.
  let ordered = mirror.displayStyle == .set ? children.sorted() : children
  return "\(type(of: value)){\(ordered.joined(separator: ";"))}"
}

/// FNV-1a of the fields.
private func digest(_ records: [WorkloadTrace.Record]) -> String {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for record in records {
    let fields = [
      UInt64(record.arrival.nanoseconds), record.firstBlock, UInt64(record.blockCount), UInt64(record.unit),
      record.isWrite ? 1 : 0,
    ]
    for field in fields { hash = (hash ^ field) &* 0x100_0000_01B3 }
  }
  return "\(records.count) records \(hash)"
}
