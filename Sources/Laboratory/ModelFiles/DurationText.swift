import EventEngine

/// A duration as model files write it, for those who read one elsewhere.
public enum DurationText {
  public static let expectation = Quantity.duration.expectation

  /// nil for what is no duration, and for none at all.
  public static func duration(_ text: String) -> Duration? {
    guard let (number, name) = DecimalNumber.prefix(of: text),
      let unit = Quantity.duration.units.first(where: { $0.name == name })
    else { return nil }
    let nanoseconds = (number * unit.factor).rounded()
    guard nanoseconds >= 1, nanoseconds < 0x1p63 else { return nil }
    return Duration(nanoseconds: Int64(nanoseconds))
  }
}
