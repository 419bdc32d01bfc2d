import ArgumentParser
import ModelFiles

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of model or experiment files, for editors and validators.",
    discussion: """
      Shipped files name their schema in the first line, which editors with the YAML language server follow:
        # yaml-language-server: $schema=../Docs/schema/model.json

      EXAMPLE
        weir schema model > model.json
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case model, experiment
  }

  @Argument(help: "Of which files.") var kind: Kind

  func run() throws {
    switch kind {
    case .model: print(Schema.model, terminator: "")
    case .experiment: print(Schema.experiment, terminator: "")
    }
  }
}
