import Foundation
import Reservations
import SCSIWire

/// Files that outlive the process: what APTPL keeps, one file for each logical unit.
///
/// A kill at any instant leaves the old file or the new one: the new one is written beside it, brought to the disk, and renamed.
public struct ReservationStore: Sendable {
  /// A file that could not be written, read or understood.
  public struct Failure: Error, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { "\(path): \(reason)" }
  }

  private let directory: String

  /// - Parameter directory: exists, and belongs to this target alone.
  public init(directory: String) { self.directory = directory }

  private func path(_ unit: Int) -> String { "\(directory)/reservations-\(unit).json" }

  /// What was saved last for the unit; nil for nothing.
  ///
  /// - Throws: when there is a file that cannot be read or is none of this version.
  public func load(unit: Int) throws(Failure) -> ReservationImage? {
    let path = path(unit)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let record = try JSONDecoder().decode(ImageRecord.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
      guard let image = record.image else {
        throw Failure(path: path, reason: "not of version \(ImageRecord.version), or damaged")
      }
      return image
    } catch let failure as Failure {
      throw failure
    } catch is DecodingError {
      throw Failure(
        path: path, reason: "damaged; expected what `weir serve` wrote (without the file it forgets the registrations)")
    } catch {
      throw Failure(path: path, reason: "\(error)")
    }
  }

  /// Returns when the image outlives a loss of power. nil removes what was saved.
  public func save(_ image: ReservationImage?, unit: Int) throws(Failure) {
    let path = path(unit)
    guard let image else {
      guard unlink(path) == 0 || errno == ENOENT else { throw Failure(path: path, systemCall: "unlink") }
      return try synchronize(directory, O_RDONLY | O_DIRECTORY)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let bytes: [UInt8]
    do {
      bytes = Array(try encoder.encode(ImageRecord(image)))
    } catch {
      throw Failure(path: path, reason: "\(error)")
    }
    let fresh = path + ".new"
    try write(bytes, to: fresh)
    guard rename(fresh, path) == 0 else { throw Failure(path: path, systemCall: "rename") }
    try synchronize(directory, O_RDONLY | O_DIRECTORY)
  }

  private func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(path: path, systemCall: "open") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      guard count > 0 || errno == EINTR else { throw Failure(path: path, systemCall: "write") }
      done += max(count, 0)
    }
    guard fsync(descriptor) == 0 else { throw Failure(path: path, systemCall: "fsync") }
  }

  /// A rename lasts when its directory is on the disk.
  private func synchronize(_ path: String, _ flags: Int32) throws(Failure) {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, systemCall: "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure(path: path, systemCall: "fsync") }
  }
}

extension ReservationStore.Failure {
  fileprivate init(path: String, systemCall: String) {
    self.init(path: path, reason: "\(systemCall): \(String(cString: strerror(errno)))")
  }
}

/// The file: numbers that people compare with dumps are hexadecimal.
private struct ImageRecord: Codable {
  static let version = 1

  struct Registration: Codable {
    var iSCSIName: String?
    var isid: String?
    var fibreChannel: String?
    var sas: String?
    var relativeTargetPort: UInt16
    var key: String
  }

  struct Holding: Codable {
    var type: UInt8
    var scope: UInt8
    var address: UInt32
    var holder: Int?
  }

  var version = Self.version
  var registrations: [Registration]
  var holdings: [Holding]
}

extension ImageRecord {
  init(_ image: ReservationImage) {
    registrations = image.registrations.map(Registration.init)
    holdings = image.holdings.map {
      Holding(type: $0.type.rawValue, scope: $0.scope, address: $0.address, holder: $0.holder)
    }
  }

  /// nil if a part of it makes no sense.
  var image: ReservationImage? {
    guard version == Self.version else { return nil }
    let registrations = registrations.compactMap(\.registration)
    let holdings = holdings.compactMap { holding in
      ReservationType(rawValue: holding.type).map {
        ReservationImage.Holding(type: $0, scope: holding.scope, address: holding.address, holder: holding.holder)
      }
    }
    guard registrations.count == self.registrations.count, holdings.count == self.holdings.count else { return nil }
    return ReservationImage(registrations: registrations, holdings: holdings)
  }
}

extension ImageRecord.Registration {
  init(_ registration: ReservationImage.Registration) {
    relativeTargetPort = registration.nexus.targetPort
    key = hexadecimal(registration.key.value)
    switch registration.nexus.initiatorPort {
    case .iSCSI(let name, let isid):
      iSCSIName = name
      self.isid = isid.map(hexadecimal)
    case .fibreChannel(let name): fibreChannel = hexadecimal(name)
    case .sas(let address): sas = hexadecimal(address)
    }
  }

  var registration: ReservationImage.Registration? {
    let port: TransportID? =
      if let iSCSIName {
        isid == nil ? .iSCSI(name: iSCSIName, isid: nil) : isid.flatMap(number).map { .iSCSI(name: iSCSIName, isid: $0) }
      } else if let fibreChannel {
        number(fibreChannel).map(TransportID.fibreChannel)
      } else {
        sas.flatMap(number).map(TransportID.sas)
      }
    guard let port, let key = number(key) else { return nil }
    return .init(nexus: .init(initiatorPort: port, targetPort: relativeTargetPort), key: ReservationKey(key))
  }
}

private func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
private func number(_ text: String) -> UInt64? { text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil }
