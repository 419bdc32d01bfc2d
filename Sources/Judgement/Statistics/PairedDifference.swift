/// Two alternatives compared run by run under common random numbers.
public struct PairedDifference: Equatable, Sendable {
  /// The mean of first minus second, with Student's t interval.
  public let difference: Conclusion
  /// By how much the pairing divided the variance of the difference: (var a + var b) / var(a - b). Independent runs would need
  /// so many times as many. Below 1 when pairing harmed; infinite when the difference never varied; nil for fewer than two runs
  /// or when neither alternative varied.
  public let varianceReduction: Double?

  /// `first[i]` and `second[i]` come from replication i of each alternative.
  public init(_ first: [Double], minus second: [Double], _ confidence: Confidence) {
    precondition(first.count == second.count)
    let differences = zip(first, second).map { $0 - $1 }
    difference = .mean(of: differences, confidence)
    guard first.count >= 2 else {
      varianceReduction = nil
      return
    }
    let apart = Moments(first).variance + Moments(second).variance
    varianceReduction = apart > 0 ? apart / Moments(differences).variance : nil
  }
}
