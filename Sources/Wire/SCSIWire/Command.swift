/// A decoded SCSI command: what a CDB and, of PERSISTENT RESERVE OUT, its parameter list ask for, as plain bytes.
///
/// Forms that differ in the CDB's length only are one case. Whether a unit supports the command or a field of it is for its
/// device server to say.
public enum Command: BitwiseCopyable, Hashable, Sendable {
  case testUnitReady
  case requestSense(descriptorFormat: Bool, allocationLength: UInt8)
  /// `page` is the vital product data page, `nil` for standard inquiry data.
  case inquiry(page: UInt8?, allocationLength: UInt16)
  case reportLuns(selectReport: UInt8, allocationLength: UInt32)
  case readCapacity10
  case readCapacity16(allocationLength: UInt32)
  case getLBAStatus(startingAddress: UInt64, allocationLength: UInt32)
  /// READ(6), (10), (12) or (16).
  case read(LogicalBlocks)
  /// WRITE(6), (10), (12) or (16).
  case write(LogicalBlocks)
  /// VERIFY(10), (12) or (16).
  case verify(LogicalBlocks, byteCheck: ByteCheck)
  /// WRITE AND VERIFY(10), (12) or (16). `byteCheck` is `.none` or `.all`.
  case writeAndVerify(LogicalBlocks, byteCheck: ByteCheck)
  /// PRE-FETCH(10) or (16). No blocks means all from the address to the end (SBC-3 5.9).
  case prefetch(LogicalBlocks)
  /// `count` blocks to compare with, and as many to write; at most 255.
  case compareAndWrite(LogicalBlocks)
  /// ORWRITE(16).
  case orWrite(LogicalBlocks)
  /// WRITE SAME(10) or (16).
  case writeSame(WriteSame)
  /// Its block descriptors are an `UnmapList`.
  case unmap(anchor: Bool, parameterListLength: UInt16)
  /// SYNCHRONIZE CACHE(10) or (16). No blocks means all from the address to the end (SBC-3 5.25).
  case synchronizeCache(LogicalBlocks)
  case startStopUnit(StartStopUnit)
  /// `prevent` has two bits; 0 allows removal.
  case preventAllowMediumRemoval(prevent: UInt8)
  /// MODE SENSE(6) or (10).
  case modeSense(ModeSense)
  /// MODE SELECT(6) or (10); its parameter list is `ModeParameters`.
  case modeSelect(ModeSelect)
  case reportSupportedOperationCodes(SupportedOperationCodesRequest)
  case reportTargetPortGroups(extendedHeader: Bool, allocationLength: UInt32)
  /// SPC-2 RESERVE(6) or (10) of the whole logical unit.
  case reserve
  /// SPC-2 RELEASE(6) or (10) of the whole logical unit.
  case release
  case persistentReserveIn(PersistentReserveIn)
  case persistentReserveOut(PersistentReserveOut)
}

/// A run of logical blocks, and how to treat the cache while they are transferred.
public struct LogicalBlocks: BitwiseCopyable, Hashable, Sendable {
  /// Address of the first block.
  public var address: UInt64
  /// Number of blocks.
  public var count: UInt32
  /// DPO: the blocks will hardly be wanted again soon.
  public var disablePageOut: Bool
  /// FUA: read from or written to the medium, not only the volatile cache.
  public var forceUnitAccess: Bool

  @inlinable public init(address: UInt64, count: UInt32, disablePageOut: Bool = false, forceUnitAccess: Bool = false) {
    self.address = address
    self.count = count
    self.disablePageOut = disablePageOut
    self.forceUnitAccess = forceUnitAccess
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
