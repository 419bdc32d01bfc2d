import ArgumentParser
import SCSIWire

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Says in words what a CDB, a parameter list or sense data means.",
    discussion: """
      EXAMPLES
        weir decode 5f05 0000 0000 0000 1800
        weir decode --kind read-keys 00000001 00000008 0000000000000007
        weir decode 70 00 06 00 00 00 00 0a 00 00 00 00 2a 03 00 00 00 00
      """)

  @Argument(help: "Bytes in hexadecimal; white space, commas, colons and hyphens between them mean nothing.")
  var hex: [String]

  @Option(help: "What the bytes are; a CDB or sense data is recognised without it.")
  var kind: ByteKind?

  func run() throws {
    let bytes: [UInt8]
    do {
      bytes = try HexText.parse(hex.joined(separator: " "))
    } catch {
      throw CommandError(.badInput, "HEX: error: \(error)")
    }
    guard !bytes.isEmpty else { throw CommandError(.badInput, "HEX: error: found no bytes; expected some") }
    guard let kind = kind ?? ByteKind.guess(bytes) else {
      throw CommandError(.usage, "HEX: error: these bytes can be many things; say which with --kind (\(Self.kinds))")
    }
    let description = ByteDescription(bytes, as: kind)
    for line in description.lines { print(line) }
    if description.problem != nil { throw ExitStatus.badInput.code }
  }

  private static let kinds = ByteKind.allCases.map(\.rawValue).joined(separator: ", ")
}

extension ByteKind: ExpressibleByArgument {}
