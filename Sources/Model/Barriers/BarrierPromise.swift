/// What a method promises of the writes that the victim issued before its barrier was raised, on an array, a switch and a power
/// switch without defects, as long as the victim does not register again.
///
/// The judge calls it a barrier violation when a promise is broken. A late write against which nothing was promised is a leak
/// of the method, but no violation.
public struct BarrierPromise: BitwiseCopyable, Hashable, Sendable {
  /// Nothing that the device server looks at once the barrier is done passes its check.
  public var excludesAtCheck = false
  /// Nothing leaves the victim once the barrier is done.
  public var silencesVictim = false
  /// What was in the task set when the barrier was raised is done or dead once it is done; and what came into it in between,
  /// if the check excludes.
  public var emptiesTaskSet = false
  /// The barrier is not done sooner than so long after it was raised.
  public var waitNanoseconds: Int64 = 0

  public init() {}

  public static let nothing = BarrierPromise()

  /// A wait, and no more.
  public static func time(nanoseconds: Int64) -> BarrierPromise {
    var promise = BarrierPromise()
    promise.waitNanoseconds = nanoseconds
    return promise
  }

  /// Nothing checked later acts.
  public static var exclusion: BarrierPromise {
    var promise = BarrierPromise()
    promise.excludesAtCheck = true
    return promise
  }

  /// And what was in the task set is done or dead.
  public static var exclusionAndQuiescence: BarrierPromise {
    var promise = exclusion
    promise.emptiesTaskSet = true
    return promise
  }

  /// A part of the barrier's life in which something happened to a write.
  public enum Period: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
    case beforeRaised, pending, afterDone
  }

  /// Whether a write of the victim that reaches the medium after the barrier is done breaks the promise: `sent` is when it left
  /// the victim, `checked` when the device server looked at it.
  public func isBroken(byWriteSent sent: Period, checked: Period) -> Bool {
    switch checked {
    case .beforeRaised: emptiesTaskSet
    case .pending: emptiesTaskSet && excludesAtCheck
    case .afterDone: excludesAtCheck || (silencesVictim && sent == .afterDone)
    }
  }

  /// Whether a barrier that was done so long after it was raised broke the promise.
  public func isBroken(byBarrierOf nanoseconds: Int64) -> Bool { nanoseconds < waitNanoseconds }
}

extension BarrierMethod {
  /// What the method promises against this party. What a wait is meant for is not promised: that no write is under way for
  /// longer is the experimenter's guess, and the thing to be measured.
  public func promise(against party: Party) -> BarrierPromise {
    let method = reduced(to: party)
    var promise = BarrierPromise()
    promise.excludesAtCheck = method.removesKeys
    promise.emptiesTaskSet = method.exclusion == .preemptAndAbort || method.quiescence == .reset
    promise.silencesVictim = method.exclusion.isForNodesOnly || method.quiescence.isForNodesOnly
    promise.waitNanoseconds = method.quiescence.nanoseconds
    return promise
  }

  /// What a barrier that shuts everything out needs: only with this can a method be airtight.
  public func isAirtight(against party: Party) -> Bool {
    let promise = promise(against: party)
    return promise.excludesAtCheck && promise.emptiesTaskSet
  }
}
