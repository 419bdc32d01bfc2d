import ArgumentParser
import Experiments
import Foundation
import Reports
import ResultStore

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the comparison that a sweep's results support, and write it as CSV.")

  @Argument(help: "The directory of the results.", completion: .directory)
  var directory: String

  @Option(help: "The CSV file. Default: report.csv beside the results.", completion: .file(extensions: ["csv"]))
  var csv: String?

  func run() throws {
    let store = try ResultStore.read(directory: directory)
    let summary = try SweepSummary(store)
    try store.close()
    print(summary.text)
    fflush(nil)
    let path = csv ?? directory + "/report.csv"
    try OutputFile(path).write(summary.csvLines)
    StandardError.write("table as CSV: \(path)")
  }
}
