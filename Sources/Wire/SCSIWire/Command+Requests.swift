/// BYTCHK of VERIFY and WRITE AND VERIFY (SBC-3 5.33): what is compared with the medium.
public enum ByteCheck: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Nothing is sent; the blocks need only be readable.
  case none = 0
  /// As many blocks as are verified.
  case all = 1
  /// One block, with each of those verified.
  case one = 3
}

/// WRITE SAME(10) or (16): one block of data for a run of blocks.
public struct WriteSame: BitwiseCopyable, Hashable, Sendable {
  /// The run; no blocks means all from the address to the end, where block limits allow that.
  public var blocks: LogicalBlocks
  /// ANCHOR: unmap requests leave anchored blocks.
  public var anchor: Bool
  /// UNMAP: the blocks may be deallocated where they then read as they would have been written.
  public var unmap: Bool
  /// NDOB, of the 16-byte form only: nothing is sent, the block is all zeros.
  public var noDataOut: Bool
  @inlinable public init(_ blocks: LogicalBlocks, anchor: Bool = false, unmap: Bool = false, noDataOut: Bool = false) {
    self.blocks = blocks
    self.anchor = anchor
    self.unmap = unmap
    self.noDataOut = noDataOut
  }
}

/// START STOP UNIT (SBC-3 5.24).
public struct StartStopUnit: BitwiseCopyable, Hashable, Sendable {
  public var start: Bool
  /// LOEJ: load or eject the medium.
  public var loadEject: Bool
  public var noFlush: Bool
  /// Four bits; 0 (START_VALID) leaves the power condition to `start`.
  public var powerCondition: UInt8
  /// Four bits.
  public var powerConditionModifier: UInt8
  @inlinable public init(
    start: Bool, loadEject: Bool = false, noFlush: Bool = false, powerCondition: UInt8 = 0, powerConditionModifier: UInt8 = 0
  ) {
    self.start = start
    self.loadEject = loadEject
    self.noFlush = noFlush
    self.powerCondition = powerCondition & 0x0F
    self.powerConditionModifier = powerConditionModifier & 0x0F
  }
}

/// MODE SENSE and MODE SELECT have a 6-byte and a 10-byte form with headers of their own.
public enum ModeForm: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case six = 6
  case ten = 10
}

/// PC of MODE SENSE (SPC-4 table 163): which values of the pages are wanted.
public enum ModePageControl: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case current = 0
  /// A one in each bit that MODE SELECT may change.
  case changeable = 1
  case standard = 2
  case saved = 3
}

/// MODE SENSE(6) or (10).
public struct ModeSense: BitwiseCopyable, Hashable, Sendable {
  public var form: ModeForm
  /// Six bits; 3Fh asks for all pages.
  public var page: UInt8
  /// FFh asks for all subpages.
  public var subpage: UInt8
  public var control: ModePageControl
  /// DBD: no block descriptors.
  public var disableBlockDescriptors: Bool
  /// LLBAA, of the 10-byte form only: block descriptors of 16 bytes may be returned.
  public var longLBAAccepted: Bool
  /// At most 255 in the 6-byte form.
  public var allocationLength: UInt16
  @inlinable public init(
    _ form: ModeForm, page: UInt8, subpage: UInt8 = 0, control: ModePageControl = .current,
    disableBlockDescriptors: Bool = false, longLBAAccepted: Bool = false, allocationLength: UInt16
  ) {
    self.form = form
    self.page = page & 0x3F
    self.subpage = subpage
    self.control = control
    self.disableBlockDescriptors = disableBlockDescriptors
    self.longLBAAccepted = longLBAAccepted && form == .ten
    self.allocationLength = form == .six ? min(allocationLength, 255) : allocationLength
  }
}

/// MODE SELECT(6) or (10).
public struct ModeSelect: BitwiseCopyable, Hashable, Sendable {
  public var form: ModeForm
  /// PF: the list has pages in the standard's format.
  public var pageFormat: Bool
  /// SP: the values are to survive a power cycle.
  public var savePages: Bool
  /// At most 255 in the 6-byte form.
  public var parameterListLength: UInt16
  @inlinable public init(_ form: ModeForm, pageFormat: Bool = true, savePages: Bool = false, parameterListLength: UInt16) {
    self.form = form
    self.pageFormat = pageFormat
    self.savePages = savePages
    self.parameterListLength = form == .six ? min(parameterListLength, 255) : parameterListLength
  }
}

/// REPORT SUPPORTED OPERATION CODES (SPC-4 6.35).
public struct SupportedOperationCodesRequest: BitwiseCopyable, Hashable, Sendable {
  /// REPORTING OPTIONS.
  public enum Option: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case all = 0
    /// `operationCode`, which must have no service actions.
    case operationCode = 1
    /// `operationCode` and `serviceAction`, which it must have.
    case serviceAction = 2
    /// `operationCode`, and `serviceAction` where it has them.
    case either = 3
  }
  public var option: Option
  public var operationCode: UInt8
  public var serviceAction: UInt16
  /// RCTD: with command timeouts descriptors.
  public var returnTimeouts: Bool
  public var allocationLength: UInt32
  @inlinable public init(
    _ option: Option, operationCode: UInt8 = 0, serviceAction: UInt16 = 0, returnTimeouts: Bool = false,
    allocationLength: UInt32
  ) {
    self.option = option
    self.operationCode = operationCode
    self.serviceAction = serviceAction
    self.returnTimeouts = returnTimeouts
    self.allocationLength = allocationLength
  }
}
