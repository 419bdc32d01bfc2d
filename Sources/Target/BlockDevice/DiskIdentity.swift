/// Names of a logical unit. They follow from the array's name and the unit's number alone: a restart changes none of them.
struct DiskIdentity: Hashable, Sendable {
  static let vendor = "WEIR"
  static let product = "SIMULATED DISK"
  static let revision = "1"

  /// Unit serial number: 16 hexadecimal digits.
  let serialNumber: String
  /// NAA designator 3h, locally assigned: nobody has given this vendor an IEEE company identifier (SPC-4 7.8.6.6.4).
  let locallyAssignedName: UInt64
  /// T10 vendor ID designator, without the vendor.
  let vendorSpecificName: String

  init(array: String, unit: Int) {
    vendorSpecificName = "\(array):\(unit)"
    // FNV-1a: the same number for the same name in every process.
    let hash = vendorSpecificName.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16, uppercase: true)
    serialNumber = String(repeating: "0", count: 16 - digits.count) + digits
    locallyAssignedName = 0x3 << 60 | hash & 0x0FFF_FFFF_FFFF_FFFF
  }
}
