import StorageModel

/// What configuration files of a Linux host mean to a model, key by key, and the keys of the model that follow.
public struct HostImport: Sendable {
  /// A key of the model, and the value that it gets.
  public struct Setting: Hashable, Sendable {
    public var keyPath: String
    public var value: String
    /// Where the file says so.
    public var location: SourceLocation
  }

  /// What one key comes to.
  public enum Verdict: Hashable, Sendable {
    /// Sets keys of the model.
    case taken([Setting])
    /// The model does so anyway.
    case inherent(String)
    /// Does not matter to a failover, and why.
    case nothing(String)
    /// Would matter; what the model does not have.
    case notModelled(String)
    /// Somewhere else the same is said with more right.
    case overridden(by: SourceLocation)
    /// Nobody knows the key; the nearest one that somebody does.
    case unknown(String)
  }

  /// A key of a file.
  public struct Row: Sendable {
    public var location: SourceLocation
    public var key: String
    public var value: String
    public var verdict: Verdict
  }

  /// A section of a file; of one that is not for the device in question there are no rows.
  public struct Section: Sendable {
    public var file: String
    /// `device vendor "NETAPP" product "LUN.*"`; empty for a file without sections.
    public var title: String
    public var isChosen: Bool
    public var rows: [Row]
  }

  /// The device, the map and the transport that sections can be for. Without them only general sections count.
  public struct Selection: Sendable {
    public var vendor: String?
    public var product: String?
    public var wwid: String?
    public var transport: String?

    public init(vendor: String? = nil, product: String? = nil, wwid: String? = nil, transport: String? = nil) {
      self.vendor = vendor
      self.product = product
      self.wwid = wwid
      self.transport = transport
    }
  }

  public internal(set) var sections: [Section] = []
  /// In the order of the files: each key of the model once.
  public internal(set) var settings: [Setting] = []
  public internal(set) var warnings: [Diagnostic] = []

  /// Reads files as one configuration: of what is said twice with the same right, the last counts.
  ///
  /// - Parameter kind: of all files; nil: each shows what it is.
  /// - Throws: everything that is wrong with the files, and what a model cannot have.
  public init(_ paths: [String], as kind: HostFileKind? = nil, for selection: Selection = Selection()) throws(ModelFileError) {
    var reading = HostReading(selection: selection)
    let files = InputCache()
    for path in paths {
      let text: String
      do throws(Diagnostic) {
        text = try files.file(path, askedFor: SourceLocation(file: path)).text()
      } catch {
        throw ModelFileError(error)
      }
      let kind = if let kind { kind } else { try HostFileKind(file: path, text: text) }
      switch kind {
      case .multipath: reading.read(try MultipathConf(file: path, text: text))
      case .iscsid: reading.read(try IscsidConf(file: path, text: text), file: path)
      }
    }
    self = try reading.finish()
    try checkModel()
  }

  init() {}

  /// As a model file, or a part of one.
  public var yaml: String {
    // Reading has applied the same.
    (try? model).map { YAML($0).document } ?? ""
  }

  private var model: SourceNode {
    get throws(Diagnostic) {
      var root = SourceNode(location: SourceLocation(file: ""), content: .mapping([]))
      for setting in settings {
        let value = SourceNode(location: setting.location, content: .scalar(setting.value))
        try Override(keyPath: setting.keyPath, value: value, origin: setting.location).apply(to: &root)
      }
      return root
    }
  }

  /// A model reads what was made; what it refuses is an error at the place in the file that it comes from.
  private func checkModel() throws(ModelFileError) {
    let context = ReadingContext(files: InputCache())
    do throws(Diagnostic) {
      var configuration = ModelConfiguration()
      context.mapping(try model, "") { configuration.read(&$0) }
    } catch {
      throw ModelFileError(error)
    }
    try context.finish()
  }
}
