import ISCSIWire

/// A byte of flags, a piece with the lengths of the chunks, and the bytes of the connection.
func exerciseConnection(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let flags = reader.byte()
  let digests = Digests(header: flags & 1 != 0, data: flags & 2 != 0)
  let dataLengthMax = [0, 512, 8192, PDU.dataLengthMax][Int(flags >> 2 & 3)]
  let chunks = reader.shortPiece().map { Int($0) + 1 }
  let stream = reader.remainder()
  let found = arrivals(of: stream, in: chunks, PDUDecoder(dataLengthMax: dataLengthMax, digests: digests))
  guard found == arrivals(of: stream, in: [], PDUDecoder(dataLengthMax: dataLengthMax, digests: digests)) else {
    throw Discrepancy("what arrives depends on how it is cut")
  }
  var reception = Reception.refused
  for case .pdu(let pdu) in found {
    reception = .decoded
    let encoded = pdu.encoded(digests)
    guard arrivals(of: encoded, in: [], PDUDecoder(dataLengthMax: PDU.dataLengthMax, digests: digests)) == [.pdu(pdu)] else {
      throw Discrepancy("\(pdu) does not come back from \(encoded)")
    }
  }
  return reception
}

private enum Arrival: Equatable {
  case pdu(PDU)
  case error(ISCSIWireError)
}

/// What a decoder makes of a stream that comes in chunks of these lengths, and then as a whole.
private func arrivals(of stream: [UInt8], in chunks: [Int], _ decoder: PDUDecoder) -> [Arrival] {
  var decoder = decoder
  var arrivals: [Arrival] = []
  var start = 0
  for length in chunks + [stream.count] where start < stream.count {
    let end = min(stream.count, start + length)
    decoder.receive(stream[start..<end])
    start = end
    while true {
      do throws(ISCSIWireError) {
        guard let pdu = try decoder.next() else { break }
        arrivals.append(.pdu(pdu))
      } catch {
        _ = "\(error)"
        arrivals.append(.error(error))
        if error.consequence == .close { return arrivals }
      }
    }
  }
  return arrivals
}
