/// The short form, on one line: `pr-preempt`, `hold:20s`, `preempt+hold:10s+drained`.
extension BarrierMethod {
  /// A name that people have for it, with the duration if that is not the usual one; else its three parts. `init(name:)` reads
  /// it back.
  public var name: String {
    if let name = nameOfShape { return self == withDefaultDuration ? name : "\(name):\(quiescence.durationText)" }
    return "\(exclusion.name)+\(quiescence.text)+\(rejoin.name)"
  }

  /// The method of that name, or composed of those parts, whether or not it can work. Nil if the text is neither.
  public init?(name: String) {
    let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, let exclusion = Exclusion(name: parts[0]), let quiescence = Quiescence(text: parts[1]),
      let rejoin = Rejoin(name: parts[2])
    {
      self.init(exclusion: exclusion, quiescence: quiescence, rejoin: rejoin)
    } else if let shape = Self(nameOfShape: name) {
      self = shape
    } else if let wait = Quiescence(text: name), var shape = Self(nameOfShape: wait.name) {
      shape.quiescence = wait
      self = shape
    } else {
      return nil
    }
  }
}

extension BarrierMethod.Quiescence {
  /// With the duration if there is one: `hold:10s`.
  public var text: String { lasting(nanoseconds: 0) == nil ? name : "\(name):\(durationText)" }

  /// Without a duration its default. Durations are whole numbers of a unit.
  public init?(text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let kind = Self(name: parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = kind
      return
    }
    guard let nanoseconds = Self.nanoseconds(parts[1]), let wait = kind.lasting(nanoseconds: nanoseconds) else { return nil }
    self = wait
  }

  /// The duration in words of a report: `10s`.
  var durationText: String {
    // The largest of the decimal units that loses nothing: 120s, not 2min.
    let unit = Self.units.prefix(4).last { nanoseconds % $0.nanoseconds == 0 } ?? Self.units[0]
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
  }

  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  private static func nanoseconds(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), let unit = units.first(where: { $0.name == text.dropFirst(digits.count) }) else {
      return nil
    }
    let (nanoseconds, overflows) = number.multipliedReportingOverflow(by: unit.nanoseconds)
    return overflows ? nil : nanoseconds
  }
}
