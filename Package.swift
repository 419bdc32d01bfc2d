// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

/// A target in its room: the folders of `Sources/` are the architecture (Docs/architecture.md).
func part(_ room: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(room)/\(name)", swiftSettings: strict)
}

func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: "Sources/Commands/\(name)", swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String? = nil, package: String? = nil) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: package.map { [.apt([$0])] })
}

/// Room by room, bottom up; a target imports only what stands above it: Docs/0002-arrows-and-tidiness.md.
let package = Package(
  name: "weir",
  platforms: [.macOS(.v15)],
  products: ["weir", "weir-bench"].map { .executable(name: $0, targets: [$0]) }
    + [
      "EventEngine", "Sampling", "SCSIWire", "ISCSIWire", "Reservations", "BlockDevice", "ISCSIFrontEnd", "Barriers",
      "StorageModel", "ConsistencyOracle", "Statistics",
    ].map { .library(name: $0, targets: [$0]) },
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
    // System
    system("CGSL", pkgConfig: "gsl", package: "libgsl-dev"),
    system("CMessageDigest", pkgConfig: "libmd", package: "libmd-dev"),
    system("CFileHoles"),
    system("CISCSI", pkgConfig: "libiscsi", package: "libiscsi-dev"),
    .target(name: "CAllocationCounter", path: "Sources/System/CAllocationCounter"),
    // Engine
    part("Engine", "EventEngine"),
    part("Engine", "Sampling", ["EventEngine", "CGSL"]),
    // Wire
    part("Wire", "SCSIWire"),
    part("Wire", "ISCSIWire"),
    // Judgement: never imports what it judges.
    part("Judgement", "Statistics", ["CGSL"]),
    part("Judgement", "ConsistencyOracle", ["EventEngine"]),
    part("Judgement", "ReservationReference", ["SCSIWire"]),
    // Target
    part("Target", "Reservations", ["SCSIWire"]),
    part("Target", "BlockDevice", ["CFileHoles", "SCSIWire"]),
    // Model
    part("Model", "Barriers", ["SCSIWire"]),
    part("Model", "Interconnect", ["EventEngine", "SCSIWire"]),
    part("Model", "FabricModel", ["EventEngine", "Interconnect"]),
    part("Model", "HostModel", ["Barriers", "EventEngine", "Interconnect", "SCSIWire", "Sampling"]),
    part("Model", "ArrayModel", ["EventEngine", "Interconnect", "Reservations", "SCSIWire", "Sampling"]),
    part("Model", "ClusterModel", ["EventEngine"]),
    part(
      "Model", "StorageModel",
      [
        "ArrayModel", "Barriers", "ClusterModel", "ConsistencyOracle", "EventEngine", "FabricModel", "HostModel", "Interconnect",
        "Reservations", "SCSIWire", "Sampling", histogram,
      ]),
    // Laboratory
    part("Laboratory", "PlainText", ["EventEngine"]),
    part("Laboratory", "ModelFiles", ["Barriers", "EventEngine", "Reservations", "Sampling", "StorageModel", "Yams"]),
    part("Laboratory", "ResultStore", ["CMessageDigest", .product(name: "GRDB", package: "GRDB.swift")]),
    part(
      "Laboratory", "TraceExport",
      ["ConsistencyOracle", "EventEngine", "ISCSIWire", "PlainText", "Reservations", "SCSIWire", "StorageModel"]),
    part(
      "Laboratory", "Experiments",
      ["Barriers", "ConsistencyOracle", "EventEngine", "ModelFiles", "ResultStore", "Statistics", "StorageModel", histogram]),
    part(
      "Laboratory", "Reports",
      [
        "Barriers", "ConsistencyOracle", "EventEngine", "Experiments", "PlainText", "Reservations", "ResultStore", "SCSIWire",
        "Statistics", "StorageModel", "TraceExport", histogram,
      ]),
    // The array on the wire: stands on the model, for it is the array of every run.
    part(
      "Target", "ISCSIFrontEnd",
      [
        "BlockDevice", "CMessageDigest", "ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire",
        "StorageModel", .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    // Commands
    command(
      "weir",
      [
        "Barriers", "BlockDevice", "EventEngine", "Experiments", "ISCSIFrontEnd", "ISCSIWire", "ModelFiles", "PlainText",
        "Reports", "Reservations", "ResultStore", "SCSIWire", "StorageModel", "TraceExport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Logging", package: "swift-log"),
      ]),
    // Apart, because it replaces malloc to count allocations.
    command(
      "weir-bench",
      [
        "CAllocationCounter", "EventEngine", "PlainText", "Reservations", "SCSIWire", "Sampling", "StorageModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HeapModule", package: "swift-collections"),
      ]),
    // An initiator over libiscsi, for tests and the live demonstration: no product.
    command("weir-initiator", ["CISCSI"]),
    // Feeds decoders and what is behind them with broken input: no product.
    command(
      "wire-fuzz",
      [
        "BlockDevice", "ConsistencyOracle", "EventEngine", "ISCSIWire", "ReservationReference", "Reservations", "SCSIWire",
      ]),
    // For tests alone.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
  ]
)

/// Each test target and what it looks at.
let tests: [(name: String, dependencies: [Target.Dependency])] = [
  ("EventEngineTests", ["EventEngine"]),
  ("SCSIWireTests", ["SCSIWire"]),
  ("ISCSIWireTests", ["ISCSIWire"]),
  ("ReservationsTests", ["Reservations", "SCSIWire", "TestSupport"]),
  ("BarriersTests", ["Barriers", "Reservations", "SCSIWire", "TestSupport"]),
  ("SamplingTests", ["Sampling", "EventEngine"]),
  ("StatisticsTests", ["Statistics"]),
  ("ConsistencyOracleTests", ["ConsistencyOracle", "EventEngine"]),
  ("ReservationReferenceTests", ["ReservationReference", "Reservations", "SCSIWire", "TestSupport"]),
  ("BlockDeviceTests", ["BlockDevice", "SCSIWire"]),
  (
    "StorageModelTests",
    [
      "StorageModel", "Barriers", "ConsistencyOracle", "EventEngine", "FabricModel", "ModelFiles", "Reservations", "SCSIWire",
      "Sampling", "Statistics", "TestSupport", histogram,
    ]
  ),
  ("ModelFilesTests", ["ModelFiles", "Barriers", "StorageModel", "EventEngine", "Reservations", "Sampling", "TestSupport"]),
  ("ResultStoreTests", ["ResultStore", .product(name: "GRDB", package: "GRDB.swift")]),
  (
    "TraceExportTests",
    [
      "TraceExport", "Barriers", "ConsistencyOracle", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire", "Sampling",
      "StorageModel",
    ]
  ),
  ("PlainTextTests", ["PlainText", "EventEngine"]),
  (
    "ExperimentsTests",
    [
      "Experiments", "EventEngine", "ModelFiles", "ResultStore", "StorageModel", "TestSupport", histogram, "weir",
    ]
  ),
  (
    "ReportsTests",
    [
      "Reports", "ConsistencyOracle", "EventEngine", "Experiments", "ModelFiles", "PlainText", "ResultStore", "Statistics",
      "StorageModel", "TestSupport",
    ]
  ),
  (
    "ISCSIFrontEndTests",
    [
      "ISCSIFrontEnd", "BlockDevice", "EventEngine", "ISCSIWire", "Reservations", "SCSIWire", "StorageModel",
      .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ]
  ),
  ("WeirCommandTests", ["weir", "weir-bench"]),
  ("LiveTargetTests", ["weir-initiator", "weir"]),
  ("WireFuzzTests", ["wire-fuzz", "SCSIWire"]),
  (
    "DocumentationTests",
    [
      "EventEngine", "Sampling", "SCSIWire", "ISCSIWire", "Reservations", "BlockDevice", "ISCSIFrontEnd", "Barriers",
      "StorageModel", "ConsistencyOracle", "Statistics",
    ]
  ),
  ("TidyTests", []),
]
for test in tests {
  // Data that a test reads by itself.
  let data = test.name == "WireFuzzTests" ? ["Corpus"] : []
  package.targets.append(
    .testTarget(name: test.name, dependencies: test.dependencies, exclude: data, swiftSettings: strict))
}
