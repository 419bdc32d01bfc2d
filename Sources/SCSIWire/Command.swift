/// A decoded SCSI command: what a CDB and its parameter list ask for, as plain bytes.
public enum Command: BitwiseCopyable, Hashable, Sendable {
  case testUnitReady
  case requestSense(descriptorFormat: Bool, allocationLength: UInt8)
  /// `page` is the vital product data page, `nil` for standard inquiry data.
  case inquiry(page: UInt8?, allocationLength: UInt16)
  case reportLuns(selectReport: UInt8, allocationLength: UInt32)
  case readCapacity10
  case readCapacity16(allocationLength: UInt32)
  /// READ(6), (10) or (16).
  case read(LogicalBlocks)
  /// WRITE(6), (10) or (16).
  case write(LogicalBlocks)
  /// SYNCHRONIZE CACHE(10) or (16). No blocks means all from the address to the end (SBC-3 5.25).
  case synchronizeCache(LogicalBlocks)
  case persistentReserveIn(PersistentReserveIn)
  case persistentReserveOut(PersistentReserveOut)
}

/// A run of logical blocks.
public struct LogicalBlocks: BitwiseCopyable, Hashable, Sendable {
  /// Address of the first block.
  public var address: UInt64
  /// Number of blocks.
  public var count: UInt32
  @inlinable public init(address: UInt64, count: UInt32) {
    self.address = address
    self.count = count
  }

  /// Whether the 10-byte CDB can hold both numbers.
  @usableFromInline var fitTenByteForm: Bool { address <= UInt32.max && count <= UInt16.max }
}

/// PERSISTENT RESERVE IN (FIG. 4C).
public struct PersistentReserveIn: BitwiseCopyable, Hashable, Sendable {
  public var serviceAction: ReserveInServiceAction
  /// The most bytes of parameter data that the initiator takes.
  public var allocationLength: UInt16
  @inlinable public init(_ serviceAction: ReserveInServiceAction, allocationLength: UInt16) {
    self.serviceAction = serviceAction
    self.allocationLength = allocationLength
  }
}
