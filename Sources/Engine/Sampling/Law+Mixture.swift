/// One of several laws, chosen with given probabilities.
///
/// The quantile is that of the mixture itself, monotone in u, and not a choice of component followed by a draw from it: a sample
/// is one uniform, and more of it means a larger value. It costs some twelve evaluations of each component's tail.
@usableFromInline struct Mixture: Law {
  private let components: [(weight: Double, law: any Law)]
  /// The weights as they were given, and the laws they belong to.
  let given: [(weight: Double, law: any Law)]
  let atoms: [Double]

  /// Weights are positive; their sum is `total`.
  init(_ given: [(weight: Double, law: any Law)], total: Double) {
    self.given = given
    components = given.map { ($0.weight / total, $0.law) }
    atoms = components.flatMap(\.law.atoms).sorted()
  }

  private func average(_ value: (any Law) -> Double) -> Double {
    var sum = 0.0
    for component in components { sum += component.weight * value(component.law) }
    return sum
  }

  var mean: Double { average(\.mean) }
  func cdf(_ x: Double) -> Double { min(1, average { $0.cdf(x) }) }
  func survival(_ x: Double) -> Double { min(1, average { $0.survival(x) }) }

  func quantile(_ u: Double) -> Double {
    search({ $0.quantile(u) }) { u < 0.5 ? cdf($0) - u : (1 - u) - survival($0) }
  }

  func upperQuantile(_ q: Double) -> Double {
    search({ $0.upperQuantile(q) }) { q < 0.5 ? q - survival($0) : cdf($0) - (1 - q) }
  }

  /// The smallest x whose `excess` is not negative. It lies between the smallest and the largest of the components' quantiles.
  private func search(_ quantile: (any Law) -> Double, excess: (Double) -> Double) -> Double {
    var low = Double.infinity
    var high = -Double.infinity
    for component in components {
      let x = quantile(component.law)
      low = min(low, x)
      high = max(high, x)
    }
    high = min(high, .greatestFiniteMagnitude)
    if low >= high || excess(low) >= 0 { return low }
    for atom in atoms where low < atom && atom < high {
      if excess(atom) >= 0 { high = atom } else { low = atom }
    }
    if excess(high.nextDown) < 0 { return high }
    return firstNonNegative(in: low, high, of: excess)
  }
}
