import ConsistencyOracle

/// What became of a write that its issuer gave up. Every orphan has exactly one.
public enum OrphanFate: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case undecided
  /// On the media before the host gave it up; only the answer was missing.
  case landedBefore
  /// On the media after the host gave it up.
  case landedLate
  /// Aborted in the array.
  case aborted
  /// RESERVATION CONFLICT when it was about to be enabled.
  case conflict
  /// CHECK CONDITION: a unit attention when it was about to be enabled, or, in a live array, media that could not write.
  case unitAttention
  /// Lost with a link, or too old for the fabric.
  case droppedInFabric
  /// The array asked for its data and the host had discarded the exchange.
  case noDataSent
  /// Never left its host.
  case droppedByHost

  public var name: String {
    switch self {
    case .undecided: "undecided"
    case .landedBefore: "landed_before"
    case .landedLate: "landed_late"
    case .aborted: "aborted"
    case .conflict: "conflict"
    case .unitAttention: "unit_attention"
    case .droppedInFabric: "dropped_in_fabric"
    case .noDataSent: "no_data_sent"
    case .droppedByHost: "dropped_by_host"
    }
  }

  var goneCause: Oracle.GoneCause {
    switch self {
    case .undecided, .landedBefore, .landedLate: .completed
    case .aborted: .aborted
    case .conflict: .conflict
    case .unitAttention: .rejected
    case .droppedInFabric: .droppedInFabric
    case .noDataSent: .noDataSent
    case .droppedByHost: .droppedByHost
    }
  }

  /// The array had it in hand, then or before.
  var isDecidedByArray: Bool {
    switch self {
    case .landedLate, .aborted, .conflict, .unitAttention: true
    case .undecided, .landedBefore, .droppedInFabric, .noDataSent, .droppedByHost: false
    }
  }
}
