// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Layer by layer; a target imports only what stands above it here. Docs/0002 says how that is enforced.
let package = Package(
  name: "weir",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EventEngine", targets: ["EventEngine"]),
    .library(name: "SCSIWire", targets: ["SCSIWire"]),
    .library(name: "Reservations", targets: ["Reservations"]),
    .library(name: "Sampling", targets: ["Sampling"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "ConsistencyOracle", targets: ["ConsistencyOracle"]),
    .library(name: "StorageModel", targets: ["StorageModel"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Layer 0
    .target(name: "EventEngine", swiftSettings: strict),
    .target(name: "SCSIWire", swiftSettings: strict),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    // Layer 1
    .target(name: "Reservations", dependencies: ["SCSIWire"], swiftSettings: strict),
    .target(name: "Sampling", dependencies: ["EventEngine", "CGSL"], swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["CGSL"], swiftSettings: strict),
    .target(name: "ConsistencyOracle", dependencies: ["EventEngine"], swiftSettings: strict),
    // Layer 2
    .target(
      name: "StorageModel",
      dependencies: [
        "EventEngine", "SCSIWire", "Reservations", "Sampling", "ConsistencyOracle",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ], swiftSettings: strict),
  ]
)
package.targets += [
    .testTarget(name: "StorageModelTests", dependencies: ["StorageModel"], swiftSettings: strict)
]
