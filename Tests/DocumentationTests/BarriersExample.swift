import Barriers
import Testing

extension Examples {
  @Test func barriers() {
    let fencing = BarrierMethod.preemptAndAbort
    let patient = BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: 10_000_000_000))
    let names = [fencing.name, patient.name]

    #expect(names == ["pr-preempt-abort", "preempt+hold:10s+drained"])
    #expect(fencing.isLegal && patient.isLegal && fencing.isNamed && !patient.isNamed)
  }
}
