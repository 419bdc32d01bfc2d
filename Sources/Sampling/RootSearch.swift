/// The smallest x in (low, high] with f(x) >= 0, for a non-decreasing f with f(low) < 0 <= f(high), which may jump.
///
/// Interpolates (Illinois variant of regula falsi) and halves the number of representable values in between whenever that did
/// not shrink the bracket eightfold in three steps. It therefore ends after at most about 260 evaluations whatever f is, and
/// returns a jump's own position to the last bit.
func firstNonNegative(in low: Double, _ high: Double, of f: (Double) -> Double) -> Double {
  var (low, high) = (low, high)
  var (fLow, fHigh) = (f(low), f(high))
  var gap = ordinal(high) - ordinal(low)
  var step = 0
  while low.nextUp < high {
    var x = low + (high - low) * (fLow / (fLow - fHigh))
    step += 1
    if step % 4 == 0 {
      let width = ordinal(high) - ordinal(low)
      if width > gap / 8 { x = value(ofOrdinal: ordinal(low) + width / 2) }
      gap = width
    }
    // Also turns the NaN of an overflow into a step.
    if !(x > low) { x = low.nextUp }
    if !(x < high) { x = high.nextDown }
    let fx = f(x)
    if fx >= 0 {
      (high, fHigh) = (x, fx)
      fLow /= 2
    } else {
      (low, fLow) = (x, fx)
      fHigh /= 2
    }
  }
  return high
}

/// The position of a double among all doubles, 0 for zero. The difference of two positions cannot overflow an Int64.
private func ordinal(_ x: Double) -> Int64 {
  let magnitude = Int64(bitPattern: x.magnitude.bitPattern)
  return x < 0 ? -magnitude : magnitude
}

private func value(ofOrdinal n: Int64) -> Double {
  n < 0 ? -Double(bitPattern: UInt64(-n)) : Double(bitPattern: UInt64(n))
}
