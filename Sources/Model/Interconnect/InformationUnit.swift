import EventEngine
import SCSIWire

/// What one end of an exchange sends to the other: FCP and iSCSI name these alike.
///
/// The two ends know each other only by what is in here. `exchange` is the initiator's name for the exchange (OX_ID, initiator
/// task tag) and `task` the target's (RX_ID, target transfer tag); each is opaque to the other end, which sends it back.
@usableFromInline package struct InformationUnit: BitwiseCopyable, Sendable {
  /// What it says, by the end that it is for.
  @usableFromInline package enum Content: BitwiseCopyable, Sendable {
    // Towards the array.
    case command(Command)
    /// `referenced` is the initiator's name for the command that ABORT TASK is about; 0 for other functions.
    case taskManagement(TaskManagementFunction, referenced: UInt64)
    /// All data of a write.
    case data
    /// ABTS in answer to `transferReady`: the initiator knows nothing of this exchange any more.
    case abort
    // Towards the host.
    case transferReady
    case response(Completion)
    case functionResponse(FunctionResponse)
  }

  // In an order that leaves no gaps: information units are copied at every step.
  @usableFromInline package var content: Content
  /// What a command is answered with once it was enabled; GOOD: it is carried out.
  @usableFromInline package var verdict = Completion.good
  /// Indices of the I_T nexus and the logical unit.
  @usableFromInline package var nexus: UInt32
  @usableFromInline package var unit: UInt32
  @usableFromInline package var exchange: UInt64
  @usableFromInline package var task: UInt64 = 0
  /// Which chalk mark the judge of the world made on it; no end looks at it, both copy it to what they send.
  @usableFromInline package var label: UInt64 = .max
  @usableFromInline package var drawIndex: UInt64 = 0
  @usableFromInline package var drawEntity: UInt32 = .max
  /// Bytes of data that travel with it.
  @usableFromInline package var dataLength: UInt32 = 0
  /// Parameter data of the response to PERSISTENT RESERVE IN, kept beside the frames; `.max` = none.
  @usableFromInline package var parameterData: UInt32 = .max

  @inlinable package init(_ content: Content, nexus: UInt32, unit: UInt32, exchange: UInt64) {
    self.content = content
    self.nexus = nexus
    self.unit = unit
    self.exchange = exchange
  }

  /// Where the random numbers of a command's service are.
  @inlinable package var address: DrawAddress {
    get { DrawAddress(entity: drawEntity, index: drawIndex) }
    set { (drawEntity, drawIndex) = (newValue.entity, newValue.index) }
  }

  @inlinable @inline(__always) package var isTowardsArray: Bool {
    switch content {
    case .command, .taskManagement, .data, .abort: true
    case .transferReady, .response, .functionResponse: false
    }
  }
}

extension Command {
  /// Bytes that a read or write moves; 0 for others.
  @inlinable @inline(__always) package var transferLength: UInt32 {
    switch self {
    case .read(let blocks), .write(let blocks): UInt32(truncatingIfNeeded: UInt64(blocks.count) * logicalBlockBytes)
    default: 0
    }
  }
}

/// Bytes of one logical block everywhere in the model.
@inlinable package var logicalBlockBytes: UInt64 { 512 }

/// A range of logical blocks as plain bytes.
package struct BlockSpan: BitwiseCopyable, Hashable, Sendable {
  package var lowerBound: UInt64
  package var upperBound: UInt64

  package init(_ blocks: Range<UInt64>) {
    lowerBound = blocks.lowerBound
    upperBound = blocks.upperBound
  }

  package var range: Range<UInt64> { lowerBound..<upperBound }
}

extension InformationUnit {
  /// What it says, whatever the names in it; `name` says what an initiator's name for an exchange stands for.
  package func essence(_ name: (UInt64) -> UInt64) -> UInt64 {
    var fold = StateFold()
    fold.fold(nexus)
    fold.fold(unit)
    fold.fold(dataLength)
    fold.fold(name(exchange))
    switch content {
    case .command(let command):
      for byte in command.encodedCDB() + command.encodedParameterList() { fold.fold(UInt64(byte)) }
    case .taskManagement(let function, let referenced):
      fold.fold(UInt64(function.rawValue) + 1_000)
      fold.fold(name(referenced))
    case .data: fold.fold(2_000)
    case .abort: fold.fold(2_001)
    case .transferReady: fold.fold(2_002)
    case .response(let completion):
      fold.fold(3_000 + UInt64(completion.status.rawValue))
      fold.fold(UInt64(completion.sense.code) << 8 | UInt64(completion.sense.qualifier))
    case .functionResponse(let response): fold.fold(2_003 + UInt64(response.rawValue))
    }
    return fold.value
  }
}
