import ISCSIWire

/// Text in the full feature phase: SendTargets.
extension Connection {
  mutating func received(_ header: TextRequest, _ data: [UInt8]) throws(ProtocolViolation) -> [ConnectionAction] {
    // With a tag, an answer goes on that did not fit, or else a text that did not fit.
    if textLeft.isEmpty || header.targetTransferTag == TaskTag.reserved {
      guard let pairs = try pairs(in: data, continues: header.continues) else { return [textResponse(to: header, [])] }
      textLeft = answer(pairs).encoded
    }
    let part = Array(textLeft.prefix(parameters.initiatorMaxRecvDataSegmentLength))
    textLeft.removeFirst(part.count)
    return [textResponse(to: header, part)]
  }

  /// nil while the text goes on.
  private mutating func pairs(in data: [UInt8], continues: Bool) throws(ProtocolViolation) -> [TextPair]? {
    do throws(ISCSIWireError) {
      return try text.receive(data, continues: continues)
    } catch {
      throw ProtocolViolation(error.description, reject: .protocolError)
    }
  }

  private mutating func answer(_ pairs: [TextPair]) -> [TextPair] {
    let targets = pairs["SendTargets"].map(targets) ?? []
    return targets + parameters.renegotiate(pairs)
  }

  /// RFC 7143 appendix C: all targets are for discovery sessions, the empty name stands for the session's own.
  private func targets(_ value: String) -> [TextPair] {
    let directory = setting.directory
    let own: [TextPair] = .sendTargets(directory.targetName, at: directory.addresses)
    switch (SendTargets(value), parameters.sessionType) {
    case (.all, .discovery), (.current, .normal): return own
    case (.target(let name), _): return name == directory.targetName ? own : []
    case (.all, .normal), (.current, .discovery): return [TextPair("SendTargets", "Reject")]
    }
  }

  private mutating func textResponse(to header: TextRequest, _ part: [UInt8]) -> ConnectionAction {
    let goesOn = header.continues || !textLeft.isEmpty
    let tag = goesOn ? nextTransferTag() : TaskTag.reserved
    let response = TextResponse.with {
      $0.isFinal = !goesOn
      $0.continues = !textLeft.isEmpty
      $0.lun = header.lun
      $0.initiatorTaskTag = header.initiatorTaskTag
      $0.targetTransferTag = tag
      $0.sequence = statusSequence()
    }
    return .send(PDU(.textResponse(response), data: part))
  }
}
