import ArrayModel
import ClusterModel
import EventEngine
import FabricModel
import HostModel

/// One event of the storage model: that of a part, or of a fault. 16 plain bytes.
public struct StorageEvent: SimulationEvent {
  /// Whose event it is, and which.
  @usableFromInline package enum Content: BitwiseCopyable, Sendable {
    case fabric(FabricEvent)
    case host(HostEvent)
    case array(ArrayEvent)
    case cluster(ClusterEvent)
    case fault(FaultEvent)
    /// The end of the workload; faults heal.
    case workloadStopped
  }

  @usableFromInline package let content: Content

  @inline(__always) init(_ content: Content) { self.content = content }

  /// Frames keep the order of their link; other events that concern the same thing keep theirs.
  @inline(__always) var lane: UInt64 {
    switch content {
    case .fabric(let event): event.lane
    case .host(let event): 1 << 63 | event.lane
    case .array(let event): event.lane
    case .cluster(let event): event.lane
    case .fault(let event): 3 << 62 | UInt64(event.index)
    case .workloadStopped: 3 << 62 | 1 << 40
    }
  }

  @inlinable public var digestWords: (UInt64, UInt64) {
    let (part, words): (UInt64, (UInt64, UInt64)) =
      switch content {
      case .fabric(let event): (0, event.digestWords)
      case .host(let event): (1, event.digestWords)
      case .array(let event): (2, event.digestWords)
      case .cluster(let event): (3, event.digestWords)
      case .fault(let event): (4, (UInt64(event.index) << 32, event.isBeginning ? 1 : 0))
      case .workloadStopped: (5, (0, 0))
      }
    return (words.0 | part << 8, words.1)
  }
}

/// A fault of the configuration begins or ends.
@usableFromInline package struct FaultEvent: BitwiseCopyable, Sendable {
  @usableFromInline package var index: UInt32
  @usableFromInline package var isBeginning: Bool
}

/// The thing to which an event belongs. Exhaustive: an event of a new kind does not compile before it says where it takes place.
package enum EventPlace: Hashable, Sendable {
  case fabric(FabricEvent.Place)
  case host(Int)
  case array(ArrayEvent.Place)
  case cluster
  case surroundings
}

extension StorageWorld {
  package func place(of event: StorageEvent) -> EventPlace {
    switch event.content {
    case .fabric(let event): .fabric(event.place)
    case .host(let event): .host(hosts.place(of: event))
    case .array(let event): .array(event.place)
    case .cluster: .cluster
    case .fault, .workloadStopped: .surroundings
    }
  }
}
