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
  /// Bytes of data-out that the command needs: user data or parameter list.
  public func dataOutLength(of command: Command) -> Int {
    switch command {
    case .write(let blocks): Int(blocks.count) * media.blockLength
    default: 0
    }
  }

  /// What the command is refused with before any data-out is asked for; `nil` when it may be executed.
  ///
  /// - Parameter dataOutLength: bytes that the initiator is going to send, if the transport says so.
  public func check(_ command: Command, dataOutLength: Int? = nil) -> Completion? {
    switch command {
    case .read(let blocks), .write(let blocks), .synchronizeCache(let blocks):
      blocks.address > media.blockCount || UInt64(blocks.count) > media.blockCount - blocks.address
        ? .checkCondition(.illegalRequest(0x21, 0x00)) : nil
    default: nil
    }
  }

  /// Executes a command, all of it or nothing unless the media fail.
  ///
  /// - Parameters:
  ///   - dataOut: what `dataOutLength(of:)` asks for, or fewer whole blocks.
  ///   - port: index of the target port in the array's list through which the command came.
  ///   - pending: what REQUEST SENSE reports: a unit attention that waits for the I_T nexus, for example.
  public mutating func execute(
    _ command: Command, dataOut: [UInt8] = [], port: Int = 0, pending: Sense = .none
  ) -> Outcome {
    if let refusal = check(command, dataOutLength: dataOut.count) { return Outcome(refusal) }
    do throws(MediaError) {
      switch command {
      case .testUnitReady: return .good
      case .read(let blocks):
        return .good(try media.read(blocks.address..<blocks.address + UInt64(blocks.count)))
      case .write(let blocks):
        try media.write(dataOut[...], at: blocks.address)
        return .good
      case .synchronizeCache:
        try media.synchronize()
        return .good
      default: return Outcome(.checkCondition(.illegalRequest(0x20, 0x00)))
      }
    } catch {
      return Outcome(.checkCondition(error.sense))
    }
  }
}
