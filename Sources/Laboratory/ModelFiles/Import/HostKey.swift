/// A key of a host's configuration and what it means to a model: one line of a table.
struct HostKey: Sendable {
  enum Meaning: Sendable {
    /// Sets a key of the model.
    case taken(String, HostValue)
    /// Matters to a failover, but the model has nothing of the kind.
    case notModelled(String)
    /// Does not matter to a failover.
    case nothing(String)
  }

  let name: String
  let meaning: Meaning
  var scope = Scope.map

  /// In which sections of multipath.conf a key is read; elsewhere multipath ignores it.
  enum Scope: Sendable {
    /// In `defaults` alone.
    case global
    /// Where maps are described, too: `device`, `overrides`, `multipath`.
    case map
    /// As for maps, but not in `multipath`.
    case path
    /// As for paths, and in `protocol`.
    case transport
  }

  static func taken(_ name: String, _ modelKey: String, _ value: HostValue, _ scope: Scope = .map) -> Self {
    Self(name: name, meaning: .taken(modelKey, value), scope: scope)
  }

  static func notModelled(_ name: String, _ what: String, _ scope: Scope = .map) -> Self {
    Self(name: name, meaning: .notModelled(what), scope: scope)
  }

  static func nothing(_ name: String, _ reason: String) -> Self { Self(name: name, meaning: .nothing(reason)) }
}

/// How a value of a host's configuration is spelt in a model.
struct HostValue: Sendable {
  enum Reading: Sendable {
    case value(String)
    /// What the model does anyway.
    case inherent(String)
    case notModelled(String)
    /// It says nothing about the key of the model.
    case nothing(String)
    case wrong(expected: String)
  }

  let read: @Sendable (String) -> Reading

  init(_ read: @escaping @Sendable (String) -> Reading) { self.read = read }
}

extension HostValue {
  static func whole(_ range: ClosedRange<Int>) -> Self {
    Self { text in
      guard let number = number(text), range.contains(number) else {
        return .wrong(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return .value(String(number))
    }
  }

  static func seconds(from least: Int) -> Self {
    Self { text in
      guard let seconds = number(text), seconds >= least else { return .wrong(expected: "whole seconds from \(least)") }
      return .value("\(seconds)s")
    }
  }

  /// Seconds, or a word for none.
  static func seconds(or word: String, _ reading: Reading) -> Self {
    Self { text in
      if text == word { return reading }
      guard let seconds = number(text) else { return .wrong(expected: "whole seconds or \(word)") }
      return .value("\(seconds)s")
    }
  }

  static let noPathRetry = Self { text in
    switch text {
    case "fail", "0": .value("fail")
    case "queue": .value("queue")
    default: number(text).map { .value(String($0)) } ?? .wrong(expected: "fail, queue or a number of retries")
    }
  }

  /// `1 queue_if_no_path`: a number, and as many words.
  static let features = Self { text in
    let words = text.split(separator: " ")
    guard let count = words.first, number(String(count)) != nil else {
      return .wrong(expected: "a number of words and the words, such as \"1 queue_if_no_path\"")
    }
    return words.contains("queue_if_no_path") ? .value("queue") : .nothing("how the kernel's device is set up")
  }

  /// `service-time 0`: the number of arguments that follow, of which these selectors have none.
  static let pathSelector = Self { text in
    let words = text.split(separator: " ")
    let name = words.first.map(String.init) ?? ""
    switch name {
    case "round-robin", "queue-length", "service-time":
      return words.count == 1 || words.dropFirst() == ["0"]
        ? .value(name) : .wrong(expected: "'\(name) 0', a selector without arguments")
    case "historical-service-time", "io-affinity": return .notModelled("the path selector \(name)")
    default: return .wrong(expected: "a path selector, such as \"service-time 0\"")
    }
  }

  static let pathChecker = Self { text in
    switch text {
    case "tur": .inherent("the model's checker sends TEST UNIT READY, too")
    case "directio", "readsector0", "none", "rdac", "emc_clariion", "hp_sw", "cciss_tur", "rbd":
      .notModelled("a checker other than TEST UNIT READY")
    default: .wrong(expected: "a path checker, such as tur or directio")
    }
  }

  /// As in C's unsigned int.
  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return UInt32(text).map(Int.init)
  }
}
