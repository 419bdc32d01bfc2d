import ISCSIWire
import Testing

struct SerialNumberTests {
  @Test func `order goes around the end of 32 bits`() {
    let last: SerialNumber = 0xffff_ffff
    #expect(last.precedes(0))
    #expect(!SerialNumber(0).precedes(last))
    #expect(last.advanced(by: 1) == 0)
    #expect(SerialNumber(0).advanced(by: -1) == last)
    #expect(SerialNumber(3).distance(from: last) == 4)
  }

  @Test func `a number does not precede itself, nor the one half the circle away`() {
    for value: SerialNumber in [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] {
      #expect(!value.precedes(value))
      let opposite = value.advanced(by: 1 << 31)
      #expect(!value.precedes(opposite) && !opposite.precedes(value))
      #expect(value.precedes(value.advanced(by: 1 << 31 - 1)))
      #expect(!value.precedes(value.advanced(by: 1 << 31 + 1)))
    }
  }

  @Test func `taking returns a number and moves on`() {
    var next: SerialNumber = 0xffff_ffff
    #expect(next.take() == 0xffff_ffff)
    #expect(next.take() == 0)
    #expect(next == 1)
  }
}
