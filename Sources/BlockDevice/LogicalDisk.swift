import SCSIWire

/// A logical unit of peripheral device type 00h, thin provisioned: what it answers, reservations apart.
///
/// Every command takes effect in one call. A device server asks `check` before it wants the data-out, and `execute` when it has it.
public struct LogicalDisk: Sendable {
  public let array: DiskArray
  /// Logical unit number.
  public let unit: Int
  /// The medium cannot be written whatever the control mode page says.
  public let isReadOnly: Bool
  public internal(set) var media: Media
  /// START STOP UNIT stopped it: the medium is out of reach until one starts it.
  public internal(set) var isStopped = false
  var isWriteProtected: Bool { isReadOnly }
  var isWriteCacheEnabled: Bool { true }

  public init(array: DiskArray, unit: Int, media: Media, isReadOnly: Bool = false) {
    self.array = array
    self.unit = unit
    self.media = media
    self.isReadOnly = isReadOnly
  }

  /// The bytes of sense data for a completion, in the format that the control mode page asks for (D_SENSE).
  public func encodedSense(_ completion: Completion, information: UInt64? = nil) -> [UInt8] {
    SenseData(completion.sense).encoded()
  }
}

extension LogicalDisk {
  /// Executes a command: all of it or nothing, unless the media fail. It is checked again, since the unit may have changed meanwhile.
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
      return try executeOnMedium(command, dataOut) ?? answer(command, port: port)
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

  private func answer(_ command: Command, port: Int) -> Outcome { Outcome(.checkCondition(.invalidCommandOperationCode)) }
}
