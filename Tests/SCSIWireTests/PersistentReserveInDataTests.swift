import SCSIWire
import Testing

struct PersistentReserveInDataTests {
  static let keys = ReadKeysData(
    generation: 0x0102_0304, items: [ReservationKey(0xA1A2_A3A4_A5A6_A7A8), ReservationKey(1), ReservationKey(1)])
  static let keysBytes: [UInt8] =
    [1, 2, 3, 4, 0, 0, 0, 24] + [0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8] + [0, 0, 0, 0, 0, 0, 0, 1]
    + [0, 0, 0, 0, 0, 0, 0, 1]

  static let held = ReadReservationData(
    generation: 7, items: [ReservationDescriptor(key: ReservationKey(0xB1B2_B3B4_B5B6_B7B8), scope: 0, type: 5)])
  static let heldBytes: [UInt8] =
    [0, 0, 0, 7, 0, 0, 0, 16] + [0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8] + [0, 0, 0, 0, 0, 0x05, 0, 0]

  @Test func `READ KEYS lists every key, duplicates included`() throws {
    #expect(Self.keys.encoded() == Self.keysBytes)
    #expect(try ReadKeysData.decode(Self.keysBytes) == Self.keys)
  }

  @Test func `READ KEYS without registrants is a header`() throws {
    let none = ReadKeysData(generation: 0, items: [])
    #expect(none.encoded() == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try ReadKeysData.decode([0, 0, 0, 0, 0, 0, 0, 0]) == none)
  }

  @Test func `READ RESERVATION is a header and a descriptor of 16 bytes`() throws {
    #expect(Self.held.encoded() == Self.heldBytes)
    #expect(try ReadReservationData.decode(Self.heldBytes) == Self.held)
    #expect(ReadReservationData(generation: 9, items: []).encoded() == [0, 0, 0, 9, 0, 0, 0, 0])
  }

  @Test func `SPC-2 reports the logical unit and elements side by side, each with its address`() throws {
    let data = ReadReservationData(
      generation: 2,
      items: [
        ReservationDescriptor(key: ReservationKey(1), type: 3),
        ReservationDescriptor(key: ReservationKey(2), scopeSpecificAddress: 0x0000_0ABC, scope: 2, type: 6),
      ])
    let bytes: [UInt8] =
      [0, 0, 0, 2, 0, 0, 0, 32] + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0x03, 0, 0]
      + [0, 0, 0, 0, 0, 0, 0, 2] + [0, 0, 0x0A, 0xBC, 0, 0x26, 0, 0]
    #expect(data.encoded() == bytes)
    #expect(try ReadReservationData.decode(bytes) == data)
  }

  @Test func `the allocation length cuts bytes off and leaves ADDITIONAL LENGTH whole`() throws {
    for length in 0...40 {
      let bytes = Self.keys.encoded(allocationLength: length)
      #expect(bytes == Array(Self.keysBytes.prefix(length)))
      guard length >= 8 else {
        let error = wireError { () throws(WireError) in _ = try ReadKeysData.decode(bytes) }
        #expect(error?.offset == length)
        #expect(error?.kind == .readKeys)
        continue
      }
      let decoded = try ReadKeysData.decode(bytes)
      let whole = min(3, (length - 8) / 8)
      #expect(decoded.items == Array(Self.keys.items.prefix(whole)))
      #expect(decoded.omittedItemCount == 3 - whole)
      #expect(decoded.generation == 0x0102_0304)
      #expect(decoded.encoded() == Array(bytes.prefix(8 + 8 * whole)), "the omitted keys still count")
    }
  }

  @Test func `a reservation that was cut off is known to exist`() throws {
    for length in 8..<24 {
      let decoded = try ReadReservationData.decode(Self.held.encoded(allocationLength: length))
      #expect(decoded == ReadReservationData(generation: 7, items: [], omittedItemCount: 1))
    }
  }

  @Test func `an ADDITIONAL LENGTH that is no whole number of items is an error at byte 4`() {
    let keys = wireError { () throws(WireError) in _ = try ReadKeysData.decode([0, 0, 0, 0, 0, 0, 0, 9]) }
    #expect(keys?.offset == 4)
    let held = wireError { () throws(WireError) in _ = try ReadReservationData.decode([0, 0, 0, 0, 0, 0, 0, 24]) }
    #expect(held?.offset == 4)
    #expect(held?.kind == .readReservation)
  }

  @Test func `bytes after the announced items are not read`() throws {
    #expect(try ReadKeysData.decode(Self.keysBytes + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) == Self.keys)
  }

  @Test func `random parameter data survives encoding and decoding`() throws {
    for seed in UInt64(0)..<500 {
      var words = Words(seed: seed)
      let generation = UInt32(words.number(bits: 32))
      let keys = ReadKeysData(
        generation: generation, items: (0..<words.below(20)).map { _ in ReservationKey(words.next()) })
      #expect(try ReadKeysData.decode(keys.encoded()) == keys, "seed \(seed)")
      let reservations = ReadReservationData(
        generation: generation,
        items: (0..<words.below(4)).map { _ in
          ReservationDescriptor(
            key: ReservationKey(words.next()), scopeSpecificAddress: UInt32(words.number(bits: 32)),
            scope: UInt8(words.below(16)), type: UInt8(words.below(16)))
        })
      #expect(try ReadReservationData.decode(reservations.encoded()) == reservations, "seed \(seed)")
    }
  }
}
