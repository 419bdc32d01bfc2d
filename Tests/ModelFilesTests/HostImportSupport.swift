import Foundation
import ModelFiles

/// What a file comes to.
func imported(_ text: String, as kind: HostFileKind? = nil, for selection: HostImport.Selection = .init()) throws -> HostImport {
  try withFolder(["h.conf": text]) { try HostImport([$0.path + "/h.conf"], as: kind, for: selection) }
}

/// The message for a file `h.conf`, or "no error".
func importMessage(_ text: String, as kind: HostFileKind? = nil, for selection: HostImport.Selection = .init()) throws -> String {
  try withFolder(["h.conf": text]) { folder in
    folder.message { try HostImport([folder.path + "/h.conf"], as: kind, for: selection) }
  }
}

extension HostImport {
  var rows: [Row] { sections.flatMap(\.rows) }

  /// `hosts.multipath.polling_interval=5s`
  var assignments: [String] { settings.map { "\($0.keyPath)=\($0.value)" } }

  /// Line, column and text of each warning.
  var warningTexts: [String] {
    warnings.map { "\($0.location.line ?? 0):\($0.location.column ?? 0): \($0.message)" }
  }
}

extension HostImport.Verdict {
  /// The class of the four that it belongs to, or that it is overridden.
  var name: String {
    switch self {
    case .taken, .inherent: "taken"
    case .nothing: "nothing"
    case .notModelled: "not modelled"
    case .overridden: "overridden"
    case .unknown: "unknown"
    }
  }
}
