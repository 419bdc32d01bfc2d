/// An I_T nexus (initiator port x target port) as a dense index within one simulation.
///
/// A registration belongs to a nexus, not to a host: an initiator port that logs in under a new name (a new ISID) is a new
/// nexus and holds no key.
public struct NexusID: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var index: UInt32

  @inlinable public init(_ index: UInt32) { self.index = index }

  @inlinable public static func < (a: NexusID, b: NexusID) -> Bool { a.index < b.index }
}
