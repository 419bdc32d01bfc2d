/// What is done before a write of a failed party is repeated or overwritten: who is shut out, what is waited for, and how a
/// path comes back. The main factor of every experiment.
///
/// The three parts are independent values, so that a sweep can vary one of them alone; `problem` says which compositions cannot
/// work. Those that have a name in the field are `named`. A method is plain bytes: one is held for each host and logical unit.
public struct BarrierMethod: BitwiseCopyable, Hashable, Sendable {
  // Quiescence first: its 9 bytes leave the others room in the second word.
  public var quiescence: Quiescence
  public var exclusion: Exclusion
  public var rejoin: Rejoin

  @inlinable public init(exclusion: Exclusion, quiescence: Quiescence, rejoin: Rejoin = .drained) {
    self.quiescence = quiescence
    self.exclusion = exclusion
    self.rejoin = rejoin
  }

  /// Whether nothing is done and nothing waited for.
  @inlinable public var isNothing: Bool { exclusion == .none && quiescence == .atOnce }

  /// Whether the victim loses its registration and must come back under a new key.
  @inlinable public var removesKeys: Bool { exclusion.removesKeys }

  /// Whose failure a barrier answers.
  public enum Party: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
    /// A path of the host itself, which is alive and raises the barrier.
    case path
    /// Another host, which may be paused, cut off or dead.
    case node
  }

  /// Whether the exclusion, and what is waited for, mean anything against this party. No host disables a port of its own,
  /// switches itself off or waits for its own watchdog because a path failed.
  public func applies(to party: Party) -> Bool {
    party == .node || (!exclusion.isForNodesOnly && !quiescence.isForNodesOnly)
  }

  /// What is left of the method against this party: all of it against a node. Against a path, whatever is for nodes only is
  /// left out: `fabric-fence`, `stonith` and `watchdog` do nothing there, the write is repeated at once, as by `none`; a hold or
  /// a reset that follows such an exclusion is still carried out.
  public func reduced(to party: Party) -> BarrierMethod {
    guard !applies(to: party) else { return self }
    let excludes = !exclusion.isForNodesOnly && exclusion != .none
    var reduced = self
    if !excludes { reduced.exclusion = .none }
    if quiescence.isForNodesOnly || (quiescence == .answer && !excludes) {
      reduced.quiescence = excludes ? .answer : .atOnce
    }
    // Who was not shut out has nothing to leave behind.
    if !excludes && rejoin == .relogin { reduced.rejoin = .drained }
    assert(reduced.applies(to: party) && (reduced.isLegal || !isLegal), "what is left can work")
    return reduced
  }
}

extension BarrierMethod {
  /// When the barrier against a path is done, its host need not wait for what it had sent there: that is dead, or has had its
  /// time. A barrier that does nothing says nothing about it.
  public var endsWaiting: Bool { exclusion != .none || quiescence != .atOnce }
}
