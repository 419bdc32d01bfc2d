import ArgumentParser
import ModelFiles
import PlainText

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Reads multipath.conf and iscsid.conf: what each key means to a model, and the model's keys.",
    discussion: """
      Each key is taken, means nothing here, is not modelled, or is unknown. Sections for a device, a map or a transport count \
      if they are chosen by options. Several files are one configuration, as with /etc/multipath/conf.d.

      What multipath has built in for an array is not known here; `multipathd show config` prints it in the same form.

      EXAMPLES
        weir import /etc/multipath.conf /etc/iscsi/iscsid.conf
        weir import Models/hosts/hpe.multipath.conf --vendor 3PARdata --product VV
        weir import multipath.conf --output host.yaml
        weir run Models/dual-fabric.yaml $(weir import multipath.conf --set-form)
      """)

  @Argument(help: ArgumentHelp("Configuration files of a host.", valueName: "file"), completion: .file()) var files: [String]

  @Option(name: .customLong("as"), help: "What the files are; they show it without this.") var kind: HostFileKind?

  @Option(help: "The array's vendor: device sections that match it count, the last with most right.") var vendor: String?

  @Option(help: "The array's product, which they must match as well.") var product: String?

  @Option(help: "The map's WWID: its multipath section counts, before all others.") var wwid: String?

  @Option(help: "The transport, such as scsi:fcp: its protocol section counts, before other overrides.") var transport: String?

  @Option(help: "The model file to write the model's keys to; - is standard output, without the table.") var output: String?

  @Flag(help: "Prints the model's keys as options --set, instead of the table.") var setForm = false

  func run() throws {
    let selection = HostImport.Selection(vendor: vendor, product: product, wwid: wwid, transport: transport)
    let host = try HostImport(files, as: kind, for: selection)
    for warning in host.warnings { StandardError.write("\(warning.location): warning: \(warning.message)") }
    if setForm {
      for setting in host.settings { print("--set \(setting.keyPath)=\(setting.value)") }
    } else if output != "-" {
      print(HostTable.text(of: host))
    }
    if let output {
      try OutputFile(output).write(text: "# From \(files.joined(separator: ", ")).\n" + host.yaml)
    }
  }
}

extension HostFileKind: ExpressibleByArgument {}

/// The table for people.
private enum HostTable {
  private static let valueMax = 40

  static func text(of host: HostImport) -> String {
    let headings = ["line", "key", "value", "here", ""]
    let columns = headings.enumerated().map { TextTable.Column(heading: [$1], isRightAligned: $0 == 0) }
    let lines = host.sections.flatMap { section in [.title(title(of: section))] + section.rows.map(line) }
    return TextTable(columns: columns, lines: lines).text + "\n\n" + summary(of: host)
  }

  private static func title(of section: HostImport.Section) -> String {
    let title = section.title.isEmpty ? section.file : "\(section.file): \(section.title)"
    return section.isChosen ? title : "\(title): not chosen"
  }

  private static func line(_ row: HostImport.Row) -> TextTable.Line {
    let value = row.value.count > valueMax ? row.value.prefix(valueMax - 3) + "..." : row.value
    let (meaning, text) = words(of: row.verdict)
    return .cells([row.location.line.map(String.init) ?? "", row.key, String(value), meaning, text])
  }

  private static func words(of verdict: HostImport.Verdict) -> (String, String) {
    switch verdict {
    case .taken(let settings): ("taken", settings.map { "\($0.keyPath): \($0.value)" }.joined(separator: ", "))
    case .inherent(let text): ("taken", text)
    case .nothing(let reason): ("means nothing", reason)
    case .notModelled(let what): ("not modelled", what)
    case .overridden(let by): ("overridden", "by \(by)")
    case .unknown(let suggestion): ("unknown", suggestion.trimmingPrefix(" ").description)
    }
  }

  private static func summary(of host: HostImport) -> String {
    let names = host.sections.flatMap(\.rows).map { words(of: $0.verdict).0 }
    let counts = ["taken", "means nothing", "not modelled", "overridden", "unknown"].compactMap { name in
      let count = names.count { $0 == name }
      return count == 0 ? nil : "\(count) \(name)"
    }
    return NumberText.counted(UInt64(names.count), "key") + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
  }
}
