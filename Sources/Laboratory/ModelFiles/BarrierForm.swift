import Barriers

extension ValueForm<BarrierMethod> {
  /// The name of a method.
  static var barrier: Self {
    word(BarrierMethod.named.map { ($0.name, $0, $0.summary) })
  }
}
