import ISCSIWire
import SCSIWire

/// The same bytes as everything that is written as text.
func exerciseText(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let bytes = reader.remainder()
  let text = String(decoding: bytes, as: UTF8.self)
  _ = try? HexText.parse(text)
  if let port = InitiatorPort(text), InitiatorPort("\(port)") != port {
    throw Discrepancy("\(port) does not come back from its description")
  }
  let sense = SenseSegment.decode(bytes)
  guard SenseSegment.decode(SenseSegment.encode(sense)) == sense else {
    throw Discrepancy("the sense data \(sense) do not come back")
  }
  return try roundTrip(bytes, decode: [TextPair].init(decoding:), encode: { $0.encoded })
}
