import Experiments
import Foundation

extension Measure {
  /// What `weir schema measures` prints: a JSON Schema of what `weir run --format json` says under `metrics`, and with the same
  /// names the table `metric` of a result store; then what a report concludes from all runs of a point.
  public static func schema() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Schema()), as: UTF8.self)
  }

  private struct Schema: Encodable {
    var schema = "https://json-schema.org/draft/2020-12/schema"
    var title = "Measures of weir"
    var type = "object"
    var properties = [
      "metrics": Section("One number for each run. NULL in a store and null in JSON: the run has no such value.", metrics),
      "conclusions": Section("What is concluded from all runs of a point: columns of a report's CSV.", conclusions),
    ]

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case title, type, properties
    }

    private static var metrics: [(String, Entry)] {
      all.map { ($0.name, Entry(title: $0.heading.joined(separator: " "), description: $0.help, unit: $0.unit.rawValue)) }
    }

    private static var conclusions: [(String, Entry)] {
      Finding.all.map {
        (
          $0.name,
          Entry(title: $0.heading.joined(separator: " "), description: $0.help, unit: $0.name.hasSuffix("_s") ? "s" : "1")
        )
      }
    }
  }

  private struct Section: Encodable {
    var description: String
    var type = "object"
    var properties: [String: Entry]
    var additionalProperties = false

    init(_ description: String, _ entries: [(String, Entry)]) {
      self.description = description
      properties = Dictionary(uniqueKeysWithValues: entries)
    }
  }

  private struct Entry: Encodable {
    var title: String
    var description: String
    var unit: String
    var type = ["number", "null"]
  }
}
