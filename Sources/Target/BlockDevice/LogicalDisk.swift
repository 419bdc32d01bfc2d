import SCSIWire

/// A logical unit of peripheral device type 00h, thin provisioned: what it answers, reservations apart.
///
/// Every command takes effect in one call. A device server asks `check` before it wants the data-out, and `execute` when it has
/// it.
public struct LogicalDisk: Sendable {
  public let array: DiskArray
  /// Logical unit number.
  public let unit: Int
  /// The medium cannot be written whatever the control mode page says.
  public let isReadOnly: Bool
  /// A physical block has 2^n logical ones.
  public let physicalBlockExponent: UInt8
  public internal(set) var media: Media
  public internal(set) var modePages: ModePages
  /// What the mode pages are after power on.
  let standardModePages: ModePages
  /// START STOP UNIT stopped it: the medium is out of reach until one starts it.
  public internal(set) var isStopped = false

  /// - Parameter taskAbortedStatus: TAS of the control mode page, until MODE SELECT changes it.
  public init(
    array: DiskArray, unit: Int, media: Media, isReadOnly: Bool = false, physicalBlockExponent: UInt8 = 0,
    taskAbortedStatus: Bool = false
  ) {
    precondition(physicalBlockExponent < 16, "the field has four bits")
    self.array = array
    self.unit = unit
    self.media = media
    self.isReadOnly = isReadOnly
    self.physicalBlockExponent = physicalBlockExponent
    standardModePages = .standard(taskAbortedStatus: taskAbortedStatus)
    modePages = standardModePages
  }

  /// Logical unit reset, hard reset or power on: the mode pages are the standard ones again, and the unit is started.
  public mutating func reset() {
    modePages = standardModePages
    isStopped = false
  }

  var isWriteProtected: Bool { isReadOnly || modePages.control.softwareWriteProtect }
  var isWriteCacheEnabled: Bool { modePages.caching.writeCacheEnabled }

  /// The bytes of sense data for a completion, in the format that the control mode page asks for (D_SENSE).
  public func encodedSense(
    _ completion: Completion, information: UInt64? = nil, fieldPointer: FieldPointer? = nil
  ) -> [UInt8] {
    SenseData(completion.sense, information: information, fieldPointer: fieldPointer)
      .encoded(modePages.control.descriptorSense ? .descriptor : .fixed)
  }
}

extension LogicalDisk {
  /// Executes a command: all of it or nothing, unless the media fail. It is checked again, since the unit may have changed
  /// meanwhile.
  ///
  /// - Parameters:
  ///   - dataOut: what `dataOutLength(of:)` asks for; of a WRITE fewer whole blocks will do.
  ///   - port: index of the target port in the array's list through which the command came.
  ///   - pending: what REQUEST SENSE reports: a unit attention that waits for the I_T nexus, for example.
  public mutating func execute(
    _ command: Command, dataOut: [UInt8] = [], port: Int = 0, pending: Sense = .none
  ) -> Outcome {
    if let refusal = check(command, announced: dataOut.count) { return Outcome(refusal) }
    do throws(MediaError) {
      if let outcome = try executeOnMedium(command, dataOut) { return outcome }
      return try answer(command, dataOut, port: array.ports[port], pending: pending)
    } catch {
      return Outcome(.checkCondition(error.sense))
    }
  }

  /// `nil` for commands that do not concern the medium.
  private mutating func executeOnMedium(_ command: Command, _ dataOut: [UInt8]) throws(MediaError) -> Outcome? {
    switch command {
    case .testUnitReady, .prefetch, .preventAllowMediumRemoval: return .good
    case .read(let blocks): return try read(blocks)
    case .write(let blocks): return try write(blocks, dataOut)
    case .verify(let blocks, let byteCheck): return try verify(blocks, byteCheck, dataOut)
    case .writeAndVerify(let blocks, let byteCheck): return try writeAndVerify(blocks, byteCheck, dataOut)
    case .compareAndWrite(let blocks): return try compareAndWrite(blocks, dataOut)
    case .orWrite(let blocks): return try orWrite(blocks, dataOut)
    case .writeSame(let request): return try writeSame(request, dataOut)
    case .unmap(_, let length): return try unmap(Int(length), dataOut)
    case .synchronizeCache:
      try media.synchronize()
      return .good
    case .startStopUnit(let request): return try startStop(request)
    default: return nil
    }
  }

  private mutating func startStop(_ request: StartStopUnit) throws(MediaError) -> Outcome {
    if !request.start && !request.noFlush { try media.synchronize() }
    isStopped = !request.start
    return .good
  }

  /// The commands that leave the medium alone. Those on reservations are none of the disk's.
  private mutating func answer(_ command: Command, _ dataOut: [UInt8], port: TargetPortIdentity, pending: Sense)
    throws(MediaError)
    -> Outcome
  {
    switch command {
    case .inquiry(let page, let length): return inquire(page: page, allocationLength: Int(length), port: port)
    case .requestSense(let descriptorFormat, let length):
      let format: SenseFormat = descriptorFormat ? .descriptor : .fixed
      return .good(SenseData(pending).encoded(format, allocationLength: Int(length)))
    case .reportLuns(let select, let length): return array.reportLuns(select: select, allocationLength: Int(length))
    case .readCapacity10: return .good(readCapacity10.encoded())
    case .readCapacity16(let length): return .good(readCapacity16.encoded(allocationLength: Int(length)))
    case .getLBAStatus(let address, let length): return getLBAStatus(from: address, allocationLength: Int(length))
    case .modeSense(let request): return modeSense(request)
    case .modeSelect(let request): return try modeSelect(request, dataOut)
    case .reportSupportedOperationCodes(let request): return supportedOperationCodes(request)
    case .reportTargetPortGroups(let extendedHeader, let length):
      return .good(array.targetPortGroups(extendedHeader: extendedHeader).encoded(allocationLength: Int(length)))
    default: return Outcome(.checkCondition(.invalidCommandOperationCode))
    }
  }
}
