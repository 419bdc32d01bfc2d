import Foundation
import Sampling

/// A file of measured values: one on a line, all in one unit; empty lines and what follows a `#` are skipped.
struct MeasurementSource: Hashable, Sendable {
  /// Relative to the working directory.
  var path: String
  var unit: String

  /// The path as it is written.
  static func fields(_ quantity: LawQuantity) -> Fields<MeasurementSource> {
    let units = quantity.units.units.map { (name: $0.name, value: $0.name, help: "") }
    return Fields.all(
      .field("file", .path, help: "one value on a line; # begins a comment"),
      .field("unit", .word(units), help: "the unit of all of them")
    ).map {
      MeasurementSource(path: $0.0, unit: $0.1)
    } from: {
      ($0.path, $0.unit)
    }
  }

  /// What the file holds, which is recorded as an input.
  func read(_ quantity: LawQuantity, _ reader: MappingReader) -> Distribution.Parameters? {
    let location = reader.location(of: "file")
    guard let unit = quantity.units.units.first(where: { $0.name == unit }) else { return nil }
    do {
      let source = MeasurementSource(path: RelativePath.resolve(path, writtenAt: location), unit: self.unit)
      let file = try reader.context.files.file(source.path, askedFor: location)
      reader.context.use(file)
      let law = try Distribution.empirical(Self.values(file).map { quantity.value($0, in: unit) }).parameters
      reader.context.sources.add(source, law)
      return law
    } catch let error as DistributionError {
      reader.context.report(Diagnostic(SourceLocation(file: RelativePath.resolve(path, writtenAt: location)), "\(error)"))
    } catch let error as Diagnostic {
      reader.context.report(error)
    } catch {
      reader.context.report(Diagnostic(location, "\(error)"))
    }
    return nil
  }

  private static func values(_ file: InputFile) throws(Diagnostic) -> [Double] {
    var values: [Double] = []
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let uncommented = line.prefix { $0 != UInt8(ascii: "#") }
      let text = String(decoding: uncommented, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      if text.isEmpty { continue }
      guard let value = DecimalNumber.parse(text), value >= 0 else {
        let location = SourceLocation(file: file.path, line: index + 1, column: 1)
        throw Diagnostic(location, "found '\(text)'; expected a number that is not negative")
      }
      values.append(value)
    }
    return values
  }
}
