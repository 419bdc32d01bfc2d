import SCSIWire

/// What the block limits VPD page promises.
enum BlockLimits {
  /// Bytes in one transfer, at most.
  static let transferBytesMax = 32 << 20
  /// Blocks that one COMPARE AND WRITE compares, at most.
  static let compareAndWriteBlocksMax = 255
  static let unmapDescriptorsMax = 1024
  static let unmapBlocksMax: UInt64 = 1 << 20
}

extension Command {
  /// The run of logical blocks that the command names.
  var blocks: LogicalBlocks? {
    switch self {
    case .read(let blocks), .write(let blocks), .verify(let blocks, _), .writeAndVerify(let blocks, _), .prefetch(let blocks),
      .compareAndWrite(let blocks), .orWrite(let blocks), .synchronizeCache(let blocks):
      blocks
    case .writeSame(let request): request.blocks
    default: nil
    }
  }

  var writesMedium: Bool {
    switch self {
    case .write, .writeAndVerify, .compareAndWrite, .orWrite, .writeSame, .unmap: true
    default: false
    }
  }

  fileprivate var needsMedium: Bool {
    switch self {
    case .testUnitReady, .getLBAStatus, .unmap: true
    default: blocks != nil
    }
  }
}

extension LogicalDisk {
  /// Blocks in one transfer, at most.
  var transferBlocksMax: Int { BlockLimits.transferBytesMax / media.blockLength }

  /// Bytes of data-out that the command needs: user data or parameter list.
  public func dataOutLength(of command: Command) -> Int {
    let blockLength = media.blockLength
    switch command {
    case .write(let blocks), .writeAndVerify(let blocks, _), .orWrite(let blocks), .verify(let blocks, byteCheck: .all):
      return Int(blocks.count) * blockLength
    case .verify(let blocks, byteCheck: .one): return blocks.count == 0 ? 0 : blockLength
    case .compareAndWrite(let blocks): return 2 * Int(blocks.count) * blockLength
    case .writeSame(let request): return request.noDataOut ? 0 : blockLength
    case .unmap(_, let length): return Int(length)
    case .modeSelect(let request): return Int(request.parameterListLength)
    default: return 0
    }
  }

  /// What the command is refused with before any data-out is asked for; `nil` when it may be executed.
  ///
  /// - Parameter announced: bytes that the initiator is going to send, where the transport says so. The disk takes as many as it
  ///   needs; of a WRITE it takes fewer whole blocks.
  public func check(_ command: Command, announced: Int? = nil) -> Completion? {
    if isStopped && command.needsMedium { return .checkCondition(.initializingCommandRequired) }
    let refusal = rangeError(command) ?? fieldError(command)
    if let refusal { return .checkCondition(refusal) }
    if command.writesMedium && isWriteProtected { return .checkCondition(.writeProtected) }
    return announced.flatMap { lengthError(command, announced: $0) }.map { .checkCondition($0) }
  }

  private func fieldError(_ command: Command) -> Sense? {
    let isLegal: Bool
    switch command {
    case .read(let blocks), .write(let blocks), .verify(let blocks, _), .writeAndVerify(let blocks, _), .orWrite(let blocks):
      isLegal = Int(blocks.count) <= transferBlocksMax
    case .compareAndWrite(let blocks): isLegal = Int(blocks.count) <= BlockLimits.compareAndWriteBlocksMax
    // ANC_SUP is 0: no block can be anchored.
    case .writeSame(let request): isLegal = !request.anchor
    case .unmap(let anchor, _): isLegal = !anchor
    // The medium cannot be ejected and there are no power conditions but active and stopped.
    case .startStopUnit(let request): isLegal = !request.loadEject && request.powerCondition == 0
    case .preventAllowMediumRemoval(let prevent): isLegal = prevent <= 1
    case .modeSelect(let request): isLegal = request.pageFormat && !request.savePages
    default: isLegal = true
    }
    return isLegal ? nil : .invalidFieldInCDB
  }

  private func rangeError(_ command: Command) -> Sense? {
    let isWithin: Bool
    switch command {
    case .getLBAStatus(let address, _): isWithin = address < media.blockCount
    // No blocks means all from the address on, of which there has to be one.
    case .writeSame(let request) where request.blocks.count == 0: isWithin = request.blocks.address < media.blockCount
    default:
      guard let blocks = command.blocks else { return nil }
      isWithin = isWithinMedia(blocks)
    }
    return isWithin ? nil : .logicalBlockAddressOutOfRange
  }

  func isWithinMedia(_ blocks: LogicalBlocks) -> Bool {
    blocks.address <= media.blockCount && UInt64(blocks.count) <= media.blockCount - blocks.address
  }

  private func lengthError(_ command: Command, announced: Int) -> Sense? {
    let needed = dataOutLength(of: command)
    switch command {
    case .write, .writeAndVerify:
      return announced >= needed || announced.isMultiple(of: media.blockLength) ? nil : .invalidFieldInInformationUnit
    case .compareAndWrite(let blocks):
      // NUMBER OF LOGICAL BLOCKS has 8 bits: that much data belongs to a number that did not fit.
      if announced > 2 * BlockLimits.compareAndWriteBlocksMax * media.blockLength { return .invalidFieldInCDB }
      return announced == needed || blocks.count == 0 ? nil : .invalidFieldInInformationUnit
    case .writeSame: return announced == needed ? nil : .invalidFieldInInformationUnit
    case .unmap, .modeSelect: return announced >= needed ? nil : .parameterListLengthError
    default: return announced >= needed ? nil : .invalidFieldInInformationUnit
    }
  }
}
