import BlockDevice
import SCSIWire

/// A byte of settings, then commands: a byte of flags, the CDB as a short piece, and a piece of data-out.
func exerciseDisk(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let flags = reader.byte()
  var disk = LogicalDisk(
    array: fuzzedArray, unit: 0,
    media: Media(blockCount: [1, 8, 64, 256][Int(flags & 3)], blockLength: flags & 4 == 0 ? 512 : 4096),
    isReadOnly: flags & 8 != 0, physicalBlockExponent: flags & 16 != 0 ? 3 : 0)
  var reception = Reception.refused
  while !reader.isEmpty {
    let flags = reader.byte()
    let cdb = reader.shortPiece()
    let data = reader.piece()
    guard let command = try? Command.decode(cdb: cdb, parameterList: data) else { continue }
    reception = .decoded
    _ = fuzzedArray.answerWithoutUnit(command)
    try execute(command, flags, data, on: &disk)
    if flags & 0xF0 == 0xF0 { disk.reset() }
  }
  return reception
}

private let fuzzedArray = DiskArray(
  name: "fuzz", serial: ArraySerial(1),
  ports: [
    TargetPortIdentity(relativeIdentifier: 1, name: "iqn.2026-11.org.example:fuzz,t,0x0001"),
    TargetPortIdentity(relativeIdentifier: 2, group: 2, name: "iqn.2026-11.org.example:fuzz,t,0x0002"),
  ], unitCount: 2)

private func execute(
  _ command: Command, _ flags: UInt8, _ data: [UInt8], on disk: inout LogicalDisk
) throws(Discrepancy) {
  var data = data
  let needed = disk.dataOutLength(of: command)
  // Data seldom have the right length by chance, and long ones are all alike.
  if flags & 1 == 0, needed <= 1 << 21 {
    data = Array(data.prefix(needed)) + [UInt8](repeating: flags, count: max(0, needed - data.count))
  }
  let refusal = disk.check(command, announced: data.count)
  let outcome = disk.execute(
    command, dataOut: data, port: flags & 2 == 0 ? 0 : 1, pending: flags & 4 == 0 ? .none : .unitAttention(0x29, 0))
  if let refusal, outcome.completion != refusal {
    throw Discrepancy("\(command) is refused with \(refusal), and then \(outcome.completion)")
  }
  guard outcome.completion.status == .checkCondition else { return }
  let sense = disk.encodedSense(outcome.completion, information: outcome.information)
  guard (try? SenseData.decode(sense))?.sense == outcome.completion.sense else {
    throw Discrepancy("the sense data \(sense) are not \(outcome.completion)")
  }
}
