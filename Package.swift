// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

/// Layer by layer; a target imports only what stands above it. Docs/0002-arrows-and-tidiness.md says how that is enforced.
let package = Package(
  name: "weir",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "weir", targets: ["weir"]),
    .library(name: "EventEngine", targets: ["EventEngine"]),
    .library(name: "SCSIWire", targets: ["SCSIWire"]),
    .library(name: "ISCSIWire", targets: ["ISCSIWire"]),
    .library(name: "Reservations", targets: ["Reservations"]),
    .library(name: "Sampling", targets: ["Sampling"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "ConsistencyOracle", targets: ["ConsistencyOracle"]),
    .library(name: "StorageModel", targets: ["StorageModel"]),
    .library(name: "BlockDevice", targets: ["BlockDevice"]),
    .library(name: "ISCSIFrontEnd", targets: ["ISCSIFrontEnd"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Layer 0
    .target(name: "EventEngine", swiftSettings: strict),
    .target(name: "SCSIWire", swiftSettings: strict),
    .target(name: "ISCSIWire", swiftSettings: strict),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CMessageDigest", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CFileHoles"),
    .systemLibrary(name: "CISCSI", pkgConfig: "libiscsi", providers: [.apt(["libiscsi-dev"])]),
    // Layer 1
    .target(name: "Reservations", dependencies: ["SCSIWire"], swiftSettings: strict),
    .target(name: "Sampling", dependencies: ["EventEngine", "CGSL"], swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["CGSL"], swiftSettings: strict),
    .target(name: "ConsistencyOracle", dependencies: ["EventEngine", "SCSIWire"], swiftSettings: strict),
    .target(name: "BlockDevice", dependencies: ["CFileHoles", "SCSIWire"], swiftSettings: strict),
    // Layer 2
    .target(
      name: "StorageModel",
      dependencies: ["EventEngine", "SCSIWire", "Reservations", "Sampling", "ConsistencyOracle", histogram],
      swiftSettings: strict),
    // Layer 3
    .target(
      name: "ModelFiles",
      dependencies: ["EventEngine", "Reservations", "Sampling", "StorageModel", "Yams"], swiftSettings: strict),
    .target(
      name: "ResultStore", dependencies: ["CMessageDigest", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "TraceExport",
      dependencies: ["ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire", "StorageModel"],
      swiftSettings: strict),
    .target(
      name: "ISCSIFrontEnd",
      dependencies: [
        "BlockDevice", "CMessageDigest", "ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire",
        "StorageModel", .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: strict),
    // Layer 4
    .target(
      name: "ExperimentRunner",
      dependencies: [
        "ConsistencyOracle", "EventEngine", "ModelFiles", "ResultStore", "Statistics", "StorageModel", histogram,
      ], swiftSettings: strict),
    // Layer 5
    .target(name: "CAllocationCounter"),
    .executableTarget(
      name: "weir",
      dependencies: [
        "BlockDevice", "CAllocationCounter", "ConsistencyOracle", "EventEngine", "ExperimentRunner", "ISCSIFrontEnd",
        "ISCSIWire", "ModelFiles", "Reservations", "ResultStore", "SCSIWire", "Sampling", "Statistics", "StorageModel",
        "TraceExport", histogram, .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HeapModule", package: "swift-collections"), .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    // An initiator over libiscsi, for tests and the live demonstration: no product.
    .executableTarget(
      name: "weir-initiator", dependencies: ["CISCSI"], swiftSettings: strict),
    // Feeds decoders and what is behind them with broken input: no product.
    .executableTarget(
      name: "wire-fuzz",
      dependencies: ["BlockDevice", "ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire"],
      swiftSettings: strict),
  ]
)

/// Each test target and what it looks at.
let tests: [(name: String, dependencies: [Target.Dependency])] = [
  ("EventEngineTests", ["EventEngine"]),
  ("SCSIWireTests", ["SCSIWire"]),
  ("ISCSIWireTests", ["ISCSIWire"]),
  ("ReservationsTests", ["Reservations", "SCSIWire"]),
  ("SamplingTests", ["Sampling", "EventEngine"]),
  ("StatisticsTests", ["Statistics"]),
  ("ConsistencyOracleTests", ["ConsistencyOracle", "EventEngine"]),
  ("ReservationReferenceTests", ["ConsistencyOracle", "Reservations", "SCSIWire"]),
  ("BlockDeviceTests", ["BlockDevice", "SCSIWire"]),
  (
    "StorageModelTests",
    [
      "StorageModel", "ConsistencyOracle", "EventEngine", "ModelFiles", "Reservations", "SCSIWire", "Sampling", "Statistics",
      histogram,
    ]
  ),
  ("ModelFilesTests", ["ModelFiles", "StorageModel", "EventEngine", "Reservations", "Sampling"]),
  ("ResultStoreTests", ["ResultStore", .product(name: "GRDB", package: "GRDB.swift")]),
  (
    "TraceExportTests",
    [
      "TraceExport", "ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire", "Sampling", "StorageModel",
    ]
  ),
  (
    "ExperimentRunnerTests",
    ["ExperimentRunner", "EventEngine", "ModelFiles", "ResultStore", "Statistics", "StorageModel", histogram, "weir"]
  ),
  (
    "ISCSIFrontEndTests",
    [
      "ISCSIFrontEnd", "BlockDevice", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire", "StorageModel",
      .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ]
  ),
  ("WeirCommandTests", ["weir"]),
  ("LiveTargetTests", ["weir-initiator", "weir"]),
  ("WireFuzzTests", ["wire-fuzz", "SCSIWire"]),
  ("TidyTests", []),
]
for test in tests {
  // Data that a test reads by itself.
  let data = test.name == "WireFuzzTests" ? ["Corpus"] : []
  package.targets.append(
    .testTarget(name: test.name, dependencies: test.dependencies, exclude: data, swiftSettings: strict))
}
