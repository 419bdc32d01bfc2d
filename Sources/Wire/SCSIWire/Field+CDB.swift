/// Where the fields of the CDBs lie (SPC-4 6, SBC-3 5); those of commands on logical blocks are `BlockFields`.
enum CDBField {
  static let operationCode = Field("OPERATION CODE", 0) { operationName(UInt8($0)) }

  // REQUEST SENSE
  static let descriptorFormat = Field("DESC", 1, bits: 0...0)
  // INQUIRY
  static let commandSupportData = Field("CMDDT (obsolete)", 1, bits: 1...1)
  static let enableVitalProductData = Field("EVPD", 1, bits: 0...0)
  static let pageCode = Field("PAGE CODE", 2) { vitalProductDataName(UInt8($0)) }
  static let inquiryAllocationLength = Field("ALLOCATION LENGTH", 3...4)
  // REPORT LUNS
  static let selectReport = Field("SELECT REPORT", 2)
  // ALLOCATION LENGTH and PARAMETER LIST LENGTH where several commands have them.
  static let allocationLength4 = Field("ALLOCATION LENGTH", 4)
  static let allocationLength6 = Field("ALLOCATION LENGTH", 6...9)
  static let allocationLength7 = Field("ALLOCATION LENGTH", 7...8)
  static let allocationLength10 = Field("ALLOCATION LENGTH", 10...13)
  static let parameterListLength4 = Field("PARAMETER LIST LENGTH", 4)
  static let parameterListLength7 = Field("PARAMETER LIST LENGTH", 7...8)
  // SERVICE ACTION IN(16)
  static let serviceActionIn = Field("SERVICE ACTION", 1, bits: 0...4) {
    serviceActionName(.serviceActionIn16, UInt8($0))
  }
  static let startingAddress = Field("STARTING LOGICAL BLOCK ADDRESS", 2...9)
  // MAINTENANCE IN
  static let maintenanceIn = Field("SERVICE ACTION", 1, bits: 0...4) { serviceActionName(.maintenanceIn, UInt8($0)) }
  static let dataFormat = Field("PARAMETER DATA FORMAT", 1, bits: 5...7)
  static let returnTimeouts = Field("RCTD", 2, bits: 7...7)
  static let reportingOptions = Field("REPORTING OPTIONS", 2, bits: 0...2)
  static let requestedOperationCode = Field("REQUESTED OPERATION CODE", 3) { operationName(UInt8($0)) }
  static let requestedServiceAction = Field("REQUESTED SERVICE ACTION", 4...5)
  // MODE SENSE and MODE SELECT
  static let longLBAAccepted = Field("LLBAA", 1, bits: 4...4)
  static let disableBlockDescriptors = Field("DBD", 1, bits: 3...3)
  static let pageControl = Field("PC", 2, bits: 6...7) { pageControlName(UInt8($0)) }
  static let modePage = Field("PAGE CODE", 2, bits: 0...5) { modePageName(UInt8($0)) }
  static let modeSubpage = Field("SUBPAGE CODE", 3)
  static let pageFormat = Field("PF", 1, bits: 4...4)
  static let savePages = Field("SP", 1, bits: 0...0)
  // START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL
  static let powerConditionModifier = Field("POWER CONDITION MODIFIER", 3, bits: 0...3)
  static let powerCondition = Field("POWER CONDITION", 4, bits: 4...7)
  static let noFlush = Field("NO_FLUSH", 4, bits: 2...2)
  static let loadEject = Field("LOEJ", 4, bits: 1...1)
  static let start = Field("START", 4, bits: 0...0)
  static let prevent = Field("PREVENT", 4, bits: 0...1)
  // UNMAP, WRITE SAME
  static let unmapAnchor = Field("ANCHOR", 1, bits: 0...0)
  static let anchor = Field("ANCHOR", 1, bits: 4...4)
  static let unmap = Field("UNMAP", 1, bits: 3...3)
  static let noDataOut = Field("NDOB", 1, bits: 0...0)
  // VERIFY, WRITE AND VERIFY
  static let byteCheck = Field("BYTCHK", 1, bits: 1...2)
  // PRE-FETCH, SYNCHRONIZE CACHE, START STOP UNIT
  static let immediate = Field("IMMED", 1, bits: 1...1).unread
  static let startImmediate = Field("IMMED", 1, bits: 0...0).unread
  // RESERVE and RELEASE of SPC-2
  static let thirdParty = Field("3RDPTY (obsolete)", 1, bits: 4...4)
  static let extent = Field("EXTENT (obsolete)", 1, bits: 0...0)

  // PERSISTENT RESERVE IN, FIG. 4C
  static let reserveInServiceAction = Field("SERVICE ACTION", 1, bits: 0...4) { reserveInName(UInt8($0)) }
  // PERSISTENT RESERVE OUT, FIG. 4A. SPC-2 has the length in bytes 7 and 8 only; 5 and 6 were reserved, so zero.
  static let reserveOutServiceAction = Field("SERVICE ACTION", 1, bits: 0...4) { reserveOutName(UInt8($0)) }
  static let scope = Field("SCOPE", 2, bits: 4...7) { scopeName(UInt8($0)) }
  static let type = Field("TYPE", 2, bits: 0...3) { reservationTypeName(UInt8($0)) }
  static let parameterListLength = Field("PARAMETER LIST LENGTH", 5...8)
}
