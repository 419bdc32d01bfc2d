import CISCSI
import Glibc

/// A write that the target asked the data of, and that keeps them.
struct WithheldWrite {
  let exchange: Exchange
  fileprivate let request: [UInt8]
}

extension Session {
  /// Sends a write and takes the target's R2T off the socket before libiscsi sees it: libiscsi would answer at once.
  ///
  /// - Throws: when the command is answered without R2T.
  func sendWithholding(_ cdb: [UInt8], dataOut: [UInt8]) throws -> WithheldWrite {
    let exchange = try send(cdb, dataOut: dataOut)
    try service { iscsi_out_queue_length(context) == 0 }
    var header = [UInt8](repeating: 0, count: 48)
    var isRequested = false
    func takeRequest() -> Bool {
      let length = recv(iscsi_get_fd(context), &header, header.count, Int32(MSG_PEEK))
      isRequested = length == header.count && isRequest(header, for: exchange)
      return isRequested && recv(iscsi_get_fd(context), &header, header.count, 0) == header.count
    }
    try service(taking: takeRequest) { isRequested || exchange.reply != nil }
    if let reply = exchange.reply { throw InitiatorError("\(name): no R2T but \(reply.outcome)") }
    return WithheldWrite(exchange: exchange, request: header)
  }

  private func isRequest(_ header: [UInt8], for exchange: Exchange) -> Bool {
    header[0] & 0x3F == 0x31 && number(header[16..<20]) == exchange.task.pointee.itt
  }

  /// Sends the data that were withheld, in one Data-Out PDU (RFC 7143 11.7), whatever has become of the command meanwhile.
  ///
  /// - Returns: false if the connection is gone.
  @discardableResult
  func deliver(_ write: WithheldWrite) -> Bool {
    let request = write.request
    let (offset, length) = (number(request[40..<44], as: Int.self), number(request[44..<48], as: Int.self))
    var pdu: [UInt8] = [0x05, 0x80, 0, 0] + bytes(UInt32(length))
    pdu += bytes(UInt64(write.exchange.task.pointee.lun) << 48)
    pdu += request[16..<24]  // initiator task tag, target transfer tag
    pdu += [0, 0, 0, 0] + request[24..<28]  // the R2T carries the next StatSN: the one expected
    pdu += [UInt8](repeating: 0, count: 8) + request[40..<44] + [0, 0, 0, 0]
    pdu += write.exchange.dataOut[offset..<offset + length]
    return Glibc.send(iscsi_get_fd(context), pdu, pdu.count, Int32(MSG_NOSIGNAL)) == pdu.count
  }
}
