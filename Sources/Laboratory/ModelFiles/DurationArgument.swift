import EventEngine

extension Duration {
  /// Reads `10s`, the argument of a command line option, by the rules of model files.
  ///
  /// - Throws: an error that names the option.
  public init(argument: String, option: String) throws(ModelFileError) {
    let location = SourceLocation(file: "\(option) \(argument)")
    do throws(Diagnostic) {
      let node = SourceNode(location: location, content: .scalar(argument))
      self.init(nanoseconds: try Quantity.duration.whole(Int64.self, of: node))
    } catch {
      throw ModelFileError(error)
    }
  }
}
