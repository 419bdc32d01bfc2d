import Foundation

/// Drives initiator sessions by lines on standard input, and says on standard output how each went.
@main
struct Initiator {
  static func main() {
    var script = Script()
    while let line = readLine() {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      guard words.count > 1 else { continue }
      do {
        say(words.joined(separator: " ") + ": " + (try script.run(words)), to: .standardOutput)
      } catch {
        say("weir-initiator: " + words.joined(separator: " ") + ": \(error)", to: .standardError)
        exit(1)
      }
    }
  }

  private static func say(_ text: String, to file: FileHandle) { file.write(Data((text + "\n").utf8)) }
}
