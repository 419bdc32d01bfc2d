import Interconnect
import Sampling

/// Which slot of the working set an I/O addresses.
enum SlotLaw: Sendable {
  case uniform(slots: UInt64)
  case sequential(slots: UInt64)
  case zipf(Distribution)

  init(_ pattern: AddressPattern, slots: UInt64) throws(ConfigurationError) {
    switch pattern {
    case .uniform: self = .uniform(slots: slots)
    case .sequential: self = .sequential(slots: slots)
    case .zipf(let exponent):
      do {
        self = .zipf(try Distribution.zipf(exponent: exponent, ranks: slots))
      } catch {
        throw ConfigurationError("workload.address.zipf", "\(error)")
      }
    }
  }

  /// - Parameters:
  ///   - uniform: in (0, 1)
  ///   - ordinal: how many I/Os the workload issued before this one
  func slot(_ uniform: Double, ordinal: UInt64) -> UInt64 {
    switch self {
    case .uniform(let slots): min(UInt64(uniform * Double(slots)), slots - 1)
    case .sequential(let slots): ordinal % slots
    case .zipf(let law): UInt64(law.quantile(uniform)) - 1
    }
  }
}
