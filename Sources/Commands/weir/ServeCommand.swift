import ArgumentParser
import BlockDevice
import ISCSIFrontEnd
import ISCSIWire
import Logging
import ModelFiles
import Reports
import StorageModel
import TraceExport

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "The array of a model as an iSCSI target, for real initiators.",
    discussion: """
      Every target port of the array is a target portal group on a TCP port of its own; every logical unit of the model is a \
      LUN. Commands pass the same task sets, reservation tables, media and faults as in a simulated run; virtual time follows \
      the clock, and instants of faults count from the start. Only port_stall and media_slow can be injected: hosts and links \
      are real. It serves until SIGINT or SIGTERM; then the oracle reports what became of late writes.

      Without --state, media and registrations are gone when it ends. With it, media are sparse files in that directory, and \
      registrations made with APTPL outlive even a kill. Initiators tell arrays apart by a serial number, which is chosen at \
      random unless --serial gives it or --state has kept it.

      With --control it takes commands while it serves, one a line, and answers each with one line: 'stall port0 after_data 60s' \
      (ingress, after_check, after_data or egress; without a time until 'release port0'); 'cut portal1' resets connections and \
      refuses new ones, 'silence portal1' answers nothing, 'restore portal1' ends both; 'inspect' tells how things stand.

      EXAMPLES
        weir serve Models/live.yaml --listen 127.0.0.1:3260
        weir serve Models/live.yaml --state /var/tmp/array
        weir serve Models/live-failover.yaml --pcap race.pcapng --fail-on-leak
        weir serve Models/live.yaml --chap-user ann --chap-secret-file secret
        weir serve Models/live.yaml --control ctl & echo stall port0 after_data 60s | nc -UN ctl
      """)

  @Argument(help: "A model file.") var model: String

  @Option(
    help: ArgumentHelp(
      "Address of the first target port; the others take the TCP ports that follow. With port 0 the system chooses each.",
      valueName: "address:port"))
  var listen = ListenAddress(host: "127.0.0.1", port: 3260)

  @Option(
    help: ArgumentHelp(
      "Where SendTargets sends initiators, if the listening address means nothing to them; the port if it differs.",
      valueName: "address[:port]"))
  var advertise: AdvertisedAddress?

  @Option(help: ArgumentHelp("Takes commands from this Unix socket.", valueName: "socket")) var control: String?

  @Option(help: ArgumentHelp("Keeps media and registrations in this directory, which is made if need be.", valueName: "dir"))
  var state: String?

  @Option(
    help: ArgumentHelp(
      "The array's serial number; left out: the one that --state has kept, or one of its own.", valueName: "16 hex digits"))
  var serial: ArraySerial?

  @OptionGroup var challenge: ChallengeOptions

  @Option(help: ArgumentHelp("Chooses the random numbers of service times.", valueName: "n")) var seed: UInt64 = 1

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replaces one value of the model, as in --set array.logical_units=4; may be repeated.", valueName: "key.path=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("Also write every PDU to a file that Wireshark reads.", valueName: "file")) var pcap: String?

  @Option(help: "How much is told on standard error.")
  var logLevel = LogLevel.info

  @OptionGroup var failure: FailureOptions

  func validate() throws {
    if pcap == "-" { throw ValidationError("--pcap -: standard output says where the ports are; expected a file") }
  }

  func run() throws {
    let ready = try ReadyModel(ModelFile.load(model, overrides: assignments.map { try Override(assignment: $0) }))
    let array: LiveArray
    do {
      array = try LiveArray(plan: ready.plan, seed: seed)
    } catch {
      throw ready.loaded.located(error)
    }
    let configuration = try LiveTarget.configuration(of: self, array: array)
    let stop = Interruption.caughtForGood()
    let after = try LiveTarget.serve(array, configuration, until: stop)
    print(LiveReport(after).lines.joined(separator: "\n"))
    let counts = after.world.oracle.counts
    // Which method a real initiator means is its own affair: whatever acts after GOOD counts.
    if failure.isMet(leak: counts.hasLeak, violation: counts.barrierViolations.events > 0) {
      throw ExitStatus.violationFound.code
    }
  }
}

/// `127.0.0.1:3260`, `[::1]:3260`
struct ListenAddress: ExpressibleByArgument {
  var host: String
  var port: Int

  init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]) else {
      return nil
    }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  var defaultValueDescription: String { "\(host):\(port)" }

  /// Whether only this machine can reach it.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// `192.0.2.7`, `192.0.2.7:3260`, `[2001:db8::7]`, `[2001:db8::7]:3260`
struct AdvertisedAddress: ExpressibleByArgument {
  var host: String
  var port: UInt16?

  init?(argument: String) {
    let isBracketed = argument.hasPrefix("[")
    guard let end = isBracketed ? argument.firstIndex(of: "]") : argument.firstIndex(of: ":") ?? argument.endIndex else {
      return nil
    }
    host = String(isBracketed ? argument[..<end].dropFirst() : argument[..<end])
    let rest = isBracketed ? argument[end...].dropFirst() : argument[end...]
    if !rest.isEmpty {
      guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
      self.port = port
    }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
  }
}

/// CHAP: who may log in, and whom initiators may ask for.
struct ChallengeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Initiators have to prove by CHAP that they are this user.", valueName: "name"))
  var chapUser: String?

  @Option(help: ArgumentHelp("Their secret: the first line of a file or pipe, at least 12 bytes.", valueName: "file"))
  var chapSecretFile: String?

  @Option(help: ArgumentHelp("What the target proves to be if an initiator asks.", valueName: "name"))
  var mutualChapUser: String?

  @Option(help: ArgumentHelp("The target's own secret.", valueName: "file")) var mutualChapSecretFile: String?

  func validate() throws {
    guard (chapUser == nil) == (chapSecretFile == nil) else {
      throw ValidationError("--chap-user and --chap-secret-file belong together")
    }
    guard (mutualChapUser == nil) == (mutualChapSecretFile == nil) else {
      throw ValidationError("--mutual-chap-user and --mutual-chap-secret-file belong together")
    }
    guard mutualChapUser == nil || chapUser != nil else {
      throw ValidationError("--mutual-chap-user needs --chap-user: a target proves itself only to those who do")
    }
  }

  /// - Throws: `CommandError` for a secret that cannot be read (74) or is too short (65).
  func credentials() throws(CommandError) -> (initiator: CHAPCredentials?, target: CHAPCredentials?) {
    (try Self.credentials(chapUser, chapSecretFile), try Self.credentials(mutualChapUser, mutualChapSecretFile))
  }

  private static func credentials(_ user: String?, _ file: String?) throws(CommandError) -> CHAPCredentials? {
    guard let user, let file else { return nil }
    let secret = try SecretFile.firstLine(of: file)
    // RFC 7143 12.1.3: 96 bits.
    guard secret.count >= 12 else {
      throw CommandError(.badInput, "\(file):1:1: error: the secret has \(secret.count) bytes; expected at least 12")
    }
    return CHAPCredentials(name: user, secret: secret)
  }
}

/// The levels of swift-log that are used.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
  case debug, info, warning, error

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
