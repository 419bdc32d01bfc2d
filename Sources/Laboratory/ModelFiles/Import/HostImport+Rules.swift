/// Rules of multipath.conf(5) between several keys.
extension HostImport {
  /// A path is kept out only if all three `san_path_err_*` are set, and none of the other method is active.
  mutating func applyRecoveryRule() {
    guard let index = place(of: MultipathKeys.recoveryTime) else { return }
    let isOff = [MultipathKeys.threshold, MultipathKeys.forgetRate].contains { !isAboveZero($0) }
    let isSuperseded = MultipathKeys.marginal.allSatisfy(isAboveZero)
    guard isOff || isSuperseded, case .taken(let gone) = sections[index.section].rows[index.row].verdict else { return }
    let reason =
      isOff
      ? "it is off without \(MultipathKeys.threshold) and \(MultipathKeys.forgetRate)" : "it is off because of marginal_path_*"
    sections[index.section].rows[index.row].verdict = .nothing(reason)
    settings.removeAll(where: gone.contains)
  }

  /// The longest interval is four times the shortest unless it is given, and the shortest is never longer.
  mutating func applyPollingRule() {
    let (shortest, longest) = (MultipathKeys.pollingInterval, MultipathKeys.pollingIntervalMax)
    let given = settings.first { $0.keyPath == shortest }
    switch (given, settings.first { $0.keyPath == longest }) {
    case (let given?, nil): imply(longest, min(Self.seconds(given) * 4, Self.secondsMax), from: given)
    case (let given, let limit?) where given.map(Self.seconds) ?? Self.usualPollingInterval > Self.seconds(limit):
      if let given {
        settings.removeAll { $0 == given }
        if let index = place(of: given) { sections[index.section].rows[index.row].verdict = .overridden(by: limit.location) }
      }
      imply(shortest, Self.seconds(limit), from: limit)
    default: break
    }
  }

  private static let usualPollingInterval = 5
  /// As in C's unsigned int.
  private static let secondsMax = Int(UInt32.max)

  private static func seconds(_ setting: Setting) -> Int { Int(setting.value.dropLast()) ?? 0 }

  /// One key of the file sets another key of the model as well.
  private mutating func imply(_ keyPath: String, _ seconds: Int, from origin: Setting) {
    let setting = Setting(keyPath: keyPath, value: "\(seconds)s", location: origin.location)
    if let index = place(of: origin) { sections[index.section].rows[index.row].verdict = .taken([origin, setting]) }
    settings.insert(setting, at: (settings.firstIndex(of: origin) ?? settings.endIndex - 1) + 1)
  }

  private typealias Place = (section: Int, row: Int)

  private var places: [Place] {
    sections.indices.flatMap { section in sections[section].rows.indices.map { (section, $0) } }
  }

  /// The row that set a key of the model.
  private func place(of setting: Setting) -> Place? {
    places.first { sections[$0.section].rows[$0.row].verdict == .taken([setting]) }
  }

  /// The last row of a key that counts.
  private func place(of key: String) -> Place? {
    places.last { place in
      let row = sections[place.section].rows[place.row]
      if case .overridden = row.verdict { return false }
      return row.key == key
    }
  }

  private func isAboveZero(_ key: String) -> Bool {
    place(of: key).map { Int(sections[$0.section].rows[$0.row].value) ?? 0 > 0 } ?? false
  }
}
