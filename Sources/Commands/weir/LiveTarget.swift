import BlockDevice
import ConsistencyOracle
import EventEngine
import Experiments
import Foundation
import ISCSIFrontEnd
import Logging
import Reports
import StorageModel
import Synchronization
import TraceExport

/// `weir serve` from its options to the end of the service.
enum LiveTarget {
  /// - Throws: `CommandError` for files and directories that cannot be used.
  static func configuration(of command: ServeCommand, array: LiveArray) throws -> ISCSITarget.Configuration {
    let last = command.listen.port + array.portNames.count - 1
    guard command.listen.port == 0 || last <= UInt16.max else {
      throw CommandError(
        .usage,
        "--listen \(command.listen.host):\(command.listen.port): error: \(array.portNames.count) target ports would end at "
          + "TCP port \(last); expected at most 65535")
    }
    if let first = command.advertise?.port, Int(first) + array.portNames.count - 1 > UInt16.max {
      throw CommandError(.usage, "--advertise: error: the ports after \(first) would end beyond 65535")
    }
    let name = "iqn.2026-11.org.example.weir:\(array.plan.configuration.name)"
    let chap = try command.challenge.credentials()
    if let state = command.state { try makeDirectory(state) }
    var configuration = ISCSITarget.Configuration(
      targetName: name, disks: try disks(of: array, targetName: name, for: command), logger: logger(command.logLevel))
    configuration.host = command.listen.host
    configuration.basePort = command.listen.port
    configuration.chap = chap.initiator
    configuration.mutualCHAP = chap.target
    configuration.reservationStore = command.state.map(ReservationStore.init(directory:))
    configuration.violationObserver = toldOnStandardError()
    configuration.advertised = command.advertise.map { .init(host: $0.host, basePort: $0.port) }
    configuration.control = command.control.map { ControlSocket(path: $0, answer: ControlLine.answer) }
    if let pcap = command.pcap { configuration.observer = try captured(in: pcap) }
    if !command.listen.isLoopback {
      StandardError.write(
        "warning: \(command.listen.host) can be reached from other machines"
          + (configuration.chap == nil ? ", by anybody: there is no --chap-user" : ""))
    }
    return configuration
  }

  /// Serves until `stop` is raised; returns the array as it was then.
  static func serve(
    _ array: LiveArray, _ configuration: ISCSITarget.Configuration, until stop: StopRequest
  ) throws -> LiveArray {
    let outcome = Mutex<Result<LiveArray, any Error>?>(nil)
    let ended = DispatchSemaphore(value: 0)
    Task {
      let result: Result<LiveArray, any Error>
      do {
        result = .success(try await serve(array, configuration, stop))
      } catch {
        result = .failure(error)
      }
      outcome.withLock { $0 = result }
      ended.signal()
    }
    ended.wait()
    do {
      return try outcome.withLock { $0 }!.get()
    } catch let failure as ListenFailure {
      throw CommandError(.inputOutput, "\(failure)")
    } catch let failure as ReservationStore.Failure {
      throw CommandError(.badInput, "\(failure.path): error: \(failure.reason)")
    } catch {
      throw CommandError(.inputOutput, "\(configuration.host):\(configuration.basePort): error: cannot serve: \(error)")
    }
  }

  private static func serve(
    _ array: LiveArray, _ configuration: ISCSITarget.Configuration, _ stop: StopRequest
  ) async throws -> LiveArray {
    let target = try ISCSITarget(array: array, configuration: configuration)
    let addresses = try await target.start()
    for (index, (name, address)) in zip(array.portNames, addresses).enumerated() {
      let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
      print("\(name)  \(host):\(address.port ?? 0),\(index + 1)  \(configuration.targetName)")
    }
    StandardOutput.flush()
    while !stop.isRaised { try await Task.sleep(for: .milliseconds(50)) }
    return try await target.stop()
  }

  // MARK: Parts

  private static func disks(of array: LiveArray, targetName: String, for command: ServeCommand) throws -> [LogicalDisk] {
    let configuration = array.plan.configuration
    let bytes = configuration.logicalUnitSize
    let ports = array.portNames.indices.map {
      TargetPortIdentity(
        relativeIdentifier: UInt16($0 + 1), name: "\(targetName),t,0x" + String(format: "%04x", $0 + 1))
    }
    let media = try (0..<array.unitCount).map { unit in
      try self.media(blockCount: bytes / Plan.blockBytes, path: command.state.map { "\($0)/lun\(unit).img" })
    }
    // Behind the media: who has those has the directory.
    let serial = try ServedSerial.serial(given: command.serial, state: command.state)
    let whole = DiskArray(name: configuration.name, serial: serial, ports: ports, unitCount: array.unitCount)
    return media.enumerated().map { unit, media in
      LogicalDisk(array: whole, unit: unit, media: media, taskAbortedStatus: configuration.array.taskAbortedStatus)
    }
  }

  private static func media(blockCount: UInt64, path: String?) throws -> Media {
    guard let path else { return Media(blockCount: blockCount) }
    do throws(MediaError) {
      return try Media(path: path, blockCount: blockCount)
    } catch {
      let reason = error.code == EWOULDBLOCK ? "another process uses it" : "\(error)"
      throw CommandError(.inputOutput, "\(path): error: \(reason)")
    }
  }

  private static func makeDirectory(_ path: String) throws(CommandError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandError(.inputOutput, "\(path): error: cannot make the directory: \(error.localizedDescription)")
    }
  }

  /// What repeats itself is told again when it has happened ten times as often.
  private static func toldOnStandardError() -> @Sendable (Violation, LiveArray) -> Void {
    let repetitions = Mutex(ViolationRepetitions())
    return { violation, array in
      let told = repetitions.withLock { $0.add(violation) }
      if told.isDue { StandardError.write(LiveReport.line(told, of: array)) }
    }
  }

  private static func logger(_ level: LogLevel) -> Logger {
    var logger = Logger(label: "weir") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level.level
    return logger
  }

  /// An observer that appends every PDU to a capture file. A disk that is full ends the capture, not the service.
  private static func captured(in path: String) throws -> @Sendable (ISCSITarget.ObservedPDU) -> Void {
    let file: PacketCaptureFile
    do {
      file = try PacketCaptureFile(path, PacketCapture())
    } catch {
      throw CommandError(.inputOutput, "\(error)")
    }
    let isWriting = Mutex(true)
    return { observed in
      isWriting.withLock { isWriting in
        guard isWriting else { return }
        do {
          try file.append(observed.pdu.encoded(), at: observed.instant, on: observed.captureConnection, observed.captureDirection)
          try file.flush()
        } catch {
          isWriting = false
          StandardError.write("\(error); the capture ends here")
        }
      }
    }
  }
}

extension ISCSITarget.ObservedPDU {
  /// 10.0.0.n for the n-th connection, 10.255.0.p for the p-th target port: Wireshark keeps sessions apart by them.
  fileprivate var captureConnection: PacketCapture.Connection {
    .init(
      initiator: .init(address: 0x0A00_0000 + UInt32(connection % 0xFF_FFFF) + 1, port: 49_152),
      target: .init(address: 0x0AFF_0000 + UInt32(port) + 1, port: 3260))
  }

  fileprivate var captureDirection: PacketCapture.Direction { direction == .received ? .toTarget : .toInitiator }
}

/// Secrets are not for command lines: everybody can see those.
enum SecretFile {
  static func firstLine(of path: String) throws(CommandError) -> [UInt8] {
    guard let file = fopen(path, "r") else { throw error(path) }
    defer { fclose(file) }
    // Byte by byte: a pipe has no length, and what follows the line is not ours.
    var line: [UInt8] = []
    while true {
      let byte = getc(file)
      if byte == EOF, ferror(file) != 0 { throw error(path) }
      if byte == EOF || byte == 0x0A || byte == 0x0D || line.count > lengthMax { return line }
      line.append(UInt8(truncatingIfNeeded: byte))
    }
  }

  private static let lengthMax = 1 << 16

  private static func error(_ path: String) -> CommandError {
    CommandError(.inputOutput, "\(path): error: cannot read the file: \(String(cString: strerror(errno)))")
  }
}
