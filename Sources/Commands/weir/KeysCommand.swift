import ArgumentParser
import ModelFiles

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Lists the keys of model and experiment files: default, kind of value, source.",
    discussion: """
      Words that a key can have stand below it, with what they mean. In faults.NAME.KEY, NAME is the fault's own name.

      EXAMPLES
        weir keys
        weir keys hosts.multipath --explain
        weir keys faults.port_stall
        weir keys array.media.read.lognormal
      """)

  @Argument(help: "The beginning of key paths; all keys if there is none.") var prefix: String?

  @Flag(help: "A sentence on each key. A single key has it anyway.") var explain = false

  func run() throws {
    do {
      print(try KeyList(prefix: prefix, isExplained: explain).text, terminator: "")
    } catch {
      throw CommandError(.usage, "keys: error: \(error)")
    }
  }
}
