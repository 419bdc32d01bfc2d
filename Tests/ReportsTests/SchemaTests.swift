import Experiments
import Foundation
import Testing

@testable import Reports

@Suite struct SchemaTests {
  private func properties(of section: String) throws -> [String: [String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(try Measure.schema().utf8)) as? [String: Any]
    let sections = try #require(json?["properties"] as? [String: [String: Any]])
    return try #require(sections[section]?["properties"] as? [String: [String: Any]])
  }

  @Test func `the schema describes every measure`() throws {
    let properties = try properties(of: "metrics")
    #expect(properties.keys.sorted() == Measure.all.map(\.name).sorted())
    for measure in Measure.all {
      #expect(properties[measure.name]?["description"] as? String == measure.help)
      #expect(properties[measure.name]?["unit"] as? String == measure.unit.rawValue)
    }
  }

  @Test func `the schema describes every conclusion`() throws {
    let properties = try properties(of: "conclusions")
    #expect(properties.keys.sorted() == Finding.all.map(\.name).sorted())
    #expect(properties["leak_probability"]?["description"] as? String == Finding.leakProbability.help)
  }
}
