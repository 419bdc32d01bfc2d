extension Rule {
  /// What each target may import: the arrows of Docs/0002. Bottom up; a target never imports one that is not above it here.
  static let imports: [String: [String]] = [
    "EventEngine": [],
    "SCSIWire": [],
    "ISCSIWire": [],
    "Reservations": ["SCSIWire"],
    "Sampling": ["EventEngine", "CGSL", "Glibc"],
    "Statistics": ["CGSL", "Glibc"],
    "ConsistencyOracle": ["EventEngine"],
    "ReservationReference": ["SCSIWire"],
    "Barriers": ["SCSIWire"],
    "BlockDevice": ["CFileHoles", "SCSIWire", "Glibc"],
    "Interconnect": ["EventEngine", "SCSIWire"],
    // No part of the world imports another; nobody but the composition imports the oracle.
    "FabricModel": ["EventEngine", "Interconnect"],
    "HostModel": ["EventEngine", "Sampling", "SCSIWire", "Barriers", "Interconnect"],
    "ArrayModel": ["EventEngine", "Sampling", "SCSIWire", "Reservations", "Interconnect"],
    "ClusterModel": ["EventEngine"],
    "StorageModel": lowest + parts + ["Histogram"],
    "PlainText": ["EventEngine", "Foundation"],
    "ModelFiles": lowest + ["StorageModel", "Yams"] + system,
    "ResultStore": ["EventEngine", "CMessageDigest", "GRDB"] + system,
    "TraceExport": lowest + ["ISCSIWire", "PlainText", "StorageModel"] + system,
    "ISCSIFrontEnd": lowest + ["BlockDevice", "CMessageDigest", "ISCSIWire", "StorageModel", "Logging", "NIOCore", "NIOPosix"]
      + system,
    "Experiments": lowest + ["StorageModel", "ModelFiles", "ResultStore", "Histogram"] + system,
    "Reports": lowest + ["Experiments", "Histogram", "PlainText", "ResultStore", "StorageModel", "TraceExport"] + system,
    "weir": lowest + ["StorageModel", "ModelFiles", "ResultStore", "TraceExport", "Experiments", "PlainText", "Reports"] + system
      + ["ArgumentParser", "BlockDevice", "ISCSIFrontEnd", "ISCSIWire", "Logging"],
    "weir-bench": lowest + ["StorageModel", "PlainText", "CAllocationCounter", "ArgumentParser", "HeapModule"] + system,
    "wire-fuzz": lowest + ["BlockDevice", "ISCSIWire", "ReservationReference", "Foundation"],
    "weir-initiator": ["CISCSI", "Foundation", "Glibc"],
  ]
  private static let lowest = [
    "EventEngine", "SCSIWire", "Reservations", "Sampling", "Statistics", "ConsistencyOracle", "Barriers",
    "Glibc",
  ]
  private static let parts = ["Interconnect", "FabricModel", "HostModel", "ArrayModel", "ClusterModel"]
  private static let system = ["Foundation", "Dispatch", "Glibc", "Synchronization"]

  static let arrows = Rule(
    name: "a target imports only what lies below it: see Docs/0002", applies: { $0.isSwift && $0.sourceTarget != nil },
    offences: { file in
      let allowed = file.sourceTarget.flatMap { imports[$0] } ?? []
      return file.codeLines.enumerated().compactMap { index, line in
        importedModule(line).map { !allowed.contains($0) } == true ? index + 1 : nil
      }
    },
    offending: TextFile(path: "Sources/Judgement/ConsistencyOracle/Sample.swift", text: "@testable public import Reservations\n"),
    harmless: TextFile(
      path: "Sources/Judgement/ConsistencyOracle/Sample.swift", text: "import struct EventEngine.Instant\n// import Foundation\n")
  )

  /// The module that a line imports: SCSIWire for `@testable import struct SCSIWire.Sense`.
  static func importedModule(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard let keyword = words.firstIndex(of: "import"),
      words[..<keyword].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0) })
    else { return nil }
    let kindAndName = words[(keyword + 1)...]
    return kindAndName.last?.split(separator: ".").first.map(String.init)
  }
}
