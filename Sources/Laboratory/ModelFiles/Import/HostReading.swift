/// Brings what files say to one configuration: which section counts, and who overrides whom.
struct HostReading {
  let selection: HostImport.Selection

  private var result = HostImport()
  private var errors: [Diagnostic] = []
  private var assignments: [Assignment] = []
  /// The first of them.
  private var multipathFile: String?

  init(selection: HostImport.Selection) { self.selection = selection }

  /// Sections of multipath.conf; who stands further down is stronger.
  private enum Rank: Int { case general, device, overrides, transport, map }

  /// A key that says something about a key of the model.
  private struct Assignment {
    let setting: HostSetting
    let modelKey: String
    let reading: HostValue.Reading
    let rank: Rank
    /// The older of two ways to say the same gives way to the newer in its section.
    let isOutdated: Bool
    /// Its row in the result.
    let section: Int
    let row: Int
  }
}

extension HostReading {
  mutating func read(_ conf: IscsidConf, file: String) {
    begin(HostImport.Section(file: file, title: "", isChosen: true, rows: []))
    for setting in conf.settings { read(setting, of: IscsidKeys.table, in: "", .general) }
  }

  mutating func read(_ conf: MultipathConf) {
    result.warnings += conf.warnings
    multipathFile = multipathFile ?? conf.file
    for section in conf.sections {
      guard let inside = MultipathKeys.sections[section.name] else {
        warnUnknown(section, among: MultipathKeys.sections.keys.sorted())
        continue
      }
      let isBlacklist = inside == ["device"] && section.name != "devices"
      if !section.settings.isEmpty || section.sections.isEmpty {
        begin(section, section.name, isChosen: true)
        read(section.settings, in: section.name, isBlacklist: isBlacklist, section.name == "overrides" ? .overrides : .general)
      }
      for part in section.sections {
        guard inside.contains(part.name) else {
          warnUnknown(part, among: inside)
          continue
        }
        read(part, ofBlacklist: isBlacklist ? section.name : nil)
      }
    }
  }

  private mutating func read(_ part: MultipathConf.Section, ofBlacklist blacklist: String?) {
    let names = MultipathKeys.identification(part.name)
    let title = names.compactMap { name in part[name].map { "\(name) \"\($0.value)\"" } }.joined(separator: " ")
    let isChosen = blacklist != nil || isMeant(part)
    begin(part, blacklist.map { "\($0), device" } ?? "\(part.name) \(title)", isChosen: isChosen)
    let rank: Rank = part.name == "device" ? .device : part.name == "protocol" ? .transport : .map
    if isChosen {
      read(part.settings, in: part.name, isBlacklist: blacklist != nil, rank)
    } else {
      for setting in part.settings where !names.contains(setting.key) && MultipathKeys.table.key(setting.key) == nil {
        warnUnknown(setting, of: MultipathKeys.table)
      }
    }
  }

  private mutating func read(_ settings: [HostSetting], in section: String, isBlacklist: Bool, _ rank: Rank) {
    for setting in settings {
      if isBlacklist, MultipathKeys.blacklist.contains(setting.key) {
        add(setting, .nothing("which devices get a map"))
      } else if MultipathKeys.identification(section).contains(setting.key) {
        add(setting, .nothing("what the section is for"))
      } else {
        read(setting, of: MultipathKeys.table, in: section, rank)
      }
    }
  }

  private mutating func read(_ setting: HostSetting, of table: HostKeyTable, in section: String, _ rank: Rank) {
    guard let key = table.key(setting.key) else {
      warnUnknown(setting, of: table)
      return add(setting, .unknown(table.suggestion(for: setting.key)))
    }
    switch key.meaning {
    case .nothing(let reason): add(setting, .nothing(reason))
    case _ where !section.isEmpty && !key.scope.contains(section):
      add(setting, .nothing("multipath does not read it in this section"))
    case .notModelled(let what): add(setting, .notModelled(what))
    case .taken(let modelKey, let form):
      let reading = form.read(setting.value)
      switch reading {
      case .nothing(let reason): add(setting, .nothing(reason))
      case .wrong(let expected):
        errors.append(Diagnostic(setting.valueLocation, "'\(setting.key)': found '\(setting.value)'; expected \(expected)"))
      case .value, .inherent, .notModelled:
        add(setting, .taken([]))
        assignments.append(
          Assignment(
            setting: setting, modelKey: modelKey, reading: reading, rank: rank,
            isOutdated: setting.key.hasSuffix(MultipathKeys.features),
            section: result.sections.count - 1, row: result.sections[result.sections.count - 1].rows.count - 1))
      }
    }
  }
}

extension HostReading {
  /// Whether a section is for what was asked for.
  private mutating func isMeant(_ part: MultipathConf.Section) -> Bool {
    switch part.name {
    case "multipath": return selection.wwid != nil && part["wwid"]?.value == selection.wwid
    case "protocol": return selection.transport != nil && part["type"]?.value == selection.transport
    default: break
    }
    guard let vendor = part["vendor"], let product = part["product"] else {
      let message = "multipath ignores this section: it has no vendor or no product"
      result.warnings.append(Diagnostic(part.location, message))
      return false
    }
    guard request != nil else { return false }
    return matches(vendor, selection.vendor) && matches(product, selection.product)
  }

  private var request: String? {
    let vendor = selection.vendor.map { "vendor \"\($0)\"" }
    let product = selection.product.map { "product \"\($0)\"" }
    let words = [vendor, product].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private mutating func matches(_ pattern: HostSetting, _ text: String?) -> Bool {
    guard let text else { return true }
    do throws(Diagnostic) {
      return try ExtendedExpression.matches(text, pattern)
    } catch {
      errors.append(error)
      return false
    }
  }
}

extension HostReading {
  private mutating func begin(_ section: HostImport.Section) { result.sections.append(section) }

  private mutating func begin(_ section: MultipathConf.Section, _ title: String, isChosen: Bool) {
    begin(HostImport.Section(file: section.location.file, title: title, isChosen: isChosen, rows: []))
  }

  private mutating func add(_ setting: HostSetting, _ verdict: HostImport.Verdict) {
    result.sections[result.sections.count - 1].rows.append(
      HostImport.Row(location: setting.keyLocation, key: setting.key, value: setting.value, verdict: verdict))
  }

  private mutating func warnUnknown(_ setting: HostSetting, of table: HostKeyTable) {
    let message = "unknown key '\(setting.key)'\(table.suggestion(for: setting.key))"
    result.warnings.append(Diagnostic(setting.keyLocation, message))
  }

  private mutating func warnUnknown(_ section: MultipathConf.Section, among known: [String]) {
    let suggestion = Suggestion.text(for: section.name, among: known)
    result.warnings.append(Diagnostic(section.location, "unknown section '\(section.name)'\(suggestion)"))
  }
}

extension HostReading {
  /// - Throws: what is wrong with values.
  mutating func finish() throws(ModelFileError) -> HostImport {
    if !errors.isEmpty { throw ModelFileError(errors) }
    if let request, let multipathFile, !result.sections.contains(where: { $0.isChosen && $0.title.hasPrefix("device ") }) {
      result.warnings.append(Diagnostic(SourceLocation(file: multipathFile), "no device section is for \(request)"))
    }
    var decided: [String] = []
    for assignment in assignments where !decided.contains(assignment.modelKey) {
      decided.append(assignment.modelKey)
      decide(assignments.filter { $0.modelKey == assignment.modelKey })
    }
    result.applyRecoveryRule()
    result.applyPollingRule()
    return result
  }

  /// One key of the model: the strongest section, in it the newer key, and then the last word.
  private mutating func decide(_ rivals: [Assignment]) {
    func strength(_ index: Int) -> (Int, Int, Int) { (rivals[index].rank.rawValue, rivals[index].isOutdated ? 0 : 1, index) }
    guard let strongest = rivals.indices.max(by: { strength($0) < strength($1) }) else { return }
    let winner = rivals[strongest]
    for rival in rivals {
      result.sections[rival.section].rows[rival.row].verdict = .overridden(by: winner.setting.keyLocation)
    }
    let verdict: HostImport.Verdict
    switch winner.reading {
    case .inherent(let text): verdict = .inherent(text)
    case .notModelled(let text): verdict = .notModelled(text)
    case .nothing(let text), .wrong(let text): verdict = .nothing(text)
    case .value(let text):
      let setting = HostImport.Setting(keyPath: winner.modelKey, value: text, location: winner.setting.valueLocation)
      result.settings.append(setting)
      verdict = .taken([setting])
    }
    result.sections[winner.section].rows[winner.row].verdict = verdict
  }
}
