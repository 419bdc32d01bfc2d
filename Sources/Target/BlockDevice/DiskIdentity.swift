/// Names of a logical unit: the same through every port, for as long as the array has its serial number.
struct DiskIdentity: Hashable, Sendable {
  static let vendor = "WEIR"
  static let product = "SIMULATED DISK"
  static let revision = "1"

  /// Unit serial number: the array's 16 digits and 4 of the unit.
  let serialNumber: String
  /// NAA designator 6h, IEEE registered extended (SPC-4 7.8.6.6): an operating system tells disks apart by it. Read as
  /// hexadecimal digits it is 6, the company, the array's serial number, and 9 digits of the unit.
  let registeredName: [UInt8]
  /// T10 vendor ID designator, without the vendor. The serial number is first: it must not be cut off.
  let vendorSpecificName: String

  /// Nobody has given this vendor an IEEE company identifier, and IEEE gives none of this form to anybody (IEEE 802c:
  /// administratively assigned).
  private static let company: UInt64 = 0x02_5745

  init(array: DiskArray, unit: Int) {
    serialNumber = array.serial.description + hexadecimal(UInt64(unit), digits: 4)
    vendorSpecificName = "\(serialNumber) \(array.name)"
    let serial = array.serial.value
    // The serial number's upper 36 bits are the vendor's identifier, the others begin its extension.
    let words = [0x6 << 60 | Self.company << 36 | serial >> 28, serial << 36 | UInt64(unit)]
    registeredName = words.flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }
}
