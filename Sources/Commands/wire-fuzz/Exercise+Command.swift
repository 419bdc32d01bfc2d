import SCSIWire

/// A CDB as a short piece; the rest is the parameter list.
func exerciseCommand(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  let cdb = reader.shortPiece()
  let list = reader.remainder()
  _ = ByteKind.guess(cdb)
  _ = ByteDescription(cdb, as: .cdb).lines
  let command: Command
  do throws(WireError) {
    command = try Command.decode(cdb: cdb, parameterList: list)
  } catch {
    guard error.sense != .none else { throw Discrepancy("no sense data for \(error)") }
    let data = SenseData(error.sense, fieldPointer: error.fieldPointer)
    guard SenseFormat.allCases.allSatisfy({ (try? SenseData.decode(data.encoded($0))) == data }) else {
      throw Discrepancy("\(data) does not come back")
    }
    return .refused
  }
  let ids = try transportIDs(of: command, list: list, length: parameterListLength(cdb))
  let encoded = (cdb: command.encodedCDB(transportIDs: ids), list: command.encodedParameterList(transportIDs: ids))
  let again: Command
  do throws(WireError) {
    again = try Command.decode(cdb: encoded.cdb, parameterList: encoded.list)
  } catch {
    throw Discrepancy("\(command) is encoded as \(encoded), which is refused: \(error)")
  }
  guard again == command else { throw Discrepancy("\(command) comes back from \(encoded) as \(again)") }
  guard try transportIDs(of: command, list: encoded.list, length: encoded.list.count) == ids else {
    throw Discrepancy("\(ids) do not come back from \(encoded.list)")
  }
  _ = command.name
  return .decoded
}

/// PERSISTENT RESERVE OUT has a length of four bytes in its CDB.
private func parameterListLength(_ cdb: [UInt8]) -> Int { cdb.dropFirst(5).prefix(4).reduce(0) { $0 << 8 | Int($1) } }

/// Those that decoding the command has judged already.
private func transportIDs(of command: Command, list: [UInt8], length: Int) throws(Discrepancy) -> [TransportID] {
  guard case .persistentReserveOut(let out) = command else { return [] }
  do throws(WireError) {
    return try out.transportIDs(inParameterList: Array(list.prefix(length)))
  } catch {
    throw Discrepancy("a list that was decoded has illegal TransportIDs: \(error)")
  }
}
