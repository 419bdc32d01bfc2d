/// The smallest x in (low, high] with f(x) >= 0, for a non-decreasing f with f(low) < 0 <= f(high), which may jump.
///
/// Interpolates (regula falsi with the weights of Anderson & Bjorck, BIT 13:253, 1973), and halves the number of representable
/// values in between whenever that did not shrink the bracket eightfold in four steps. It therefore ends after at most about 260
/// evaluations whatever f is, about 12 for a smooth one, and returns a jump's own position to the last bit.
func firstNonNegative(in low: Double, _ high: Double, of f: (Double) -> Double) -> Double {
  var (low, high) = (low, high)
  var (fLow, fHigh) = (f(low), f(high))
  var gap = ordinal(high) - ordinal(low)
  var step = 0
  var lastMovedHigh: Bool?
  while low.nextUp < high {
    var x = low + (high - low) * (fLow / (fLow - fHigh))
    // Not so close to an end that only that end could move: once x is good, the next step closes in from the other side.
    let least = max(abs(x) * 0x1p-51, .leastNonzeroMagnitude)
    if x - low < least { x = low + least }
    if high - x < least { x = high - least }
    step += 1
    let width = ordinal(high) - ordinal(low)
    let isSlow = step % 4 == 0 && width > gap / 8
    if step % 4 == 0 { gap = width }
    // Also replaces the NaN or infinity of an overflow.
    if isSlow || !(x > low && x < high) { x = value(ofOrdinal: ordinal(low) + width / 2) }
    let fx = f(x)
    if fx >= 0 {
      if lastMovedHigh == true { fLow *= weight(fx, fHigh) }
      (high, fHigh, lastMovedHigh) = (x, fx, true)
    } else {
      if lastMovedHigh == false { fHigh *= weight(fx, fLow) }
      (low, fLow, lastMovedHigh) = (x, fx, false)
    }
  }
  return high
}

/// What the value at the end that stayed is multiplied by, after two steps on the same side.
private func weight(_ new: Double, _ old: Double) -> Double {
  let m = 1 - new / old
  return m > 0 ? m : 0.5
}

/// The position of a double among all doubles, 0 for zero. The difference of two positions cannot overflow an Int64.
private func ordinal(_ x: Double) -> Int64 {
  let magnitude = Int64(bitPattern: x.magnitude.bitPattern)
  return x < 0 ? -magnitude : magnitude
}

private func value(ofOrdinal n: Int64) -> Double {
  n < 0 ? -Double(bitPattern: UInt64(-n)) : Double(bitPattern: UInt64(n))
}
