/// ASYMMETRIC ACCESS STATE (SPC-4 table 311).
public enum AsymmetricAccessState: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case activeOptimized = 0x0
  case activeNonOptimized = 0x1
  case standby = 0x2
  case unavailable = 0x3
  case logicalBlockDependent = 0x4
  case offline = 0xE
  case transitioning = 0xF
}

/// One target port group (SPC-4 table 310).
public struct TargetPortGroup: Hashable, Sendable {
  public var identifier: UInt16
  public var state: AsymmetricAccessState
  /// PREF: the preferred group.
  public var isPreferred: Bool
  /// The states that the group can be in; all others are reported as not supported.
  public var supportedStates: [AsymmetricAccessState]
  /// 0 nothing, 1 changed by SET TARGET PORT GROUPS, 2 changed by the device.
  public var statusCode: UInt8
  /// Relative target port identifiers, at most 255.
  public var ports: [UInt16]

  public init(
    identifier: UInt16, state: AsymmetricAccessState = .activeOptimized, isPreferred: Bool = false,
    supportedStates: [AsymmetricAccessState] = [.activeOptimized], statusCode: UInt8 = 0, ports: [UInt16]
  ) {
    self.identifier = identifier
    self.state = state
    self.isPreferred = isPreferred
    self.supportedStates = supportedStates
    self.statusCode = statusCode
    self.ports = ports
  }
}

/// REPORT TARGET PORT GROUPS parameter data (SPC-4 tables 308, 309).
public struct TargetPortGroupsData: Hashable, Sendable {
  public var groups: [TargetPortGroup]
  /// Seconds, 0 for not said: only the extended header, which is there when this is not nil, has it.
  public var implicitTransitionTime: UInt8?
  public init(_ groups: [TargetPortGroup], implicitTransitionTime: UInt8? = nil) {
    self.groups = groups
    self.implicitTransitionTime = implicitTransitionTime
  }
}

enum TargetPortGroupField {
  static let dataLength = Field("RETURN DATA LENGTH", 0...3)
  static let format = Field("FORMAT TYPE", 4, bits: 4...6)
  static let transitionTime = Field("IMPLICIT TRANSITION TIME", 5)
  static let headerLength = 4
  static let extendedHeaderLength = 8
  // Within a group's descriptor.
  static let preferred = Field("PREF", 0, bits: 7...7)
  static let state = Field("ASYMMETRIC ACCESS STATE", 0, bits: 0...3) { stateName(UInt8($0)) }
  static let group = Field("TARGET PORT GROUP", 2...3)
  static let statusCode = Field("STATUS CODE", 5)
  static let portCount = Field("TARGET PORT COUNT", 7)
  static let groupLength = 8
  // Within a port's descriptor.
  static let port = Field("RELATIVE TARGET PORT IDENTIFIER", 2...3)
  static let portLength = 4

  static let supported: [(state: AsymmetricAccessState, field: Field)] = [
    (.transitioning, Field("T_SUP", 1, bits: 7...7)), (.offline, Field("O_SUP", 1, bits: 6...6)),
    (.logicalBlockDependent, Field("LBD_SUP", 1, bits: 4...4)), (.unavailable, Field("U_SUP", 1, bits: 3...3)),
    (.standby, Field("S_SUP", 1, bits: 2...2)), (.activeNonOptimized, Field("AN_SUP", 1, bits: 1...1)),
    (.activeOptimized, Field("AO_SUP", 1, bits: 0...0)),
  ]
  static let header = [dataLength]
  static let extendedHeader = [dataLength, format, transitionTime]
  static let descriptor = [preferred, state] + supported.map(\.field) + [group, statusCode, portCount]

  private static func stateName(_ code: UInt8) -> String? {
    switch AsymmetricAccessState(rawValue: code) {
    case .activeOptimized: "active/optimized"
    case .activeNonOptimized: "active/non-optimized"
    case .standby: "standby"
    case .unavailable: "unavailable"
    case .logicalBlockDependent: "logical block dependent"
    case .offline: "offline"
    case .transitioning: "transitioning"
    case nil: nil
    }
  }
}

extension TargetPortGroup {
  func encoded() -> [UInt8] {
    typealias Fields = TargetPortGroupField
    let ports = ports.prefix(255)
    var bytes = [UInt8](repeating: 0, count: Fields.groupLength + Fields.portLength * ports.count)
    bytes.set(Fields.preferred, isPreferred)
    bytes[Fields.state] = UInt64(state.rawValue)
    for (state, field) in Fields.supported { bytes.set(field, supportedStates.contains(state)) }
    bytes[Fields.group] = UInt64(identifier)
    bytes[Fields.statusCode] = UInt64(statusCode)
    bytes[Fields.portCount] = UInt64(ports.count)
    for (index, port) in ports.enumerated() {
      bytes[Fields.port, at: Fields.groupLength + Fields.portLength * index] = UInt64(port)
    }
    return bytes
  }

  /// Decodes the group at `start`, all of whose bytes are there.
  init(_ bytes: [UInt8], at start: Int) throws(WireError) {
    typealias Fields = TargetPortGroupField
    guard let state = AsymmetricAccessState(rawValue: UInt8(bytes[Fields.state, at: start])) else {
      throw WireError(.targetPortGroups, Fields.state, in: bytes, at: start, expected: "a state", sense: .none)
    }
    self.init(
      identifier: UInt16(bytes[Fields.group, at: start]), state: state,
      isPreferred: bytes.isSet(Fields.preferred, at: start),
      supportedStates: AsymmetricAccessState.allCases.filter { state in
        Fields.supported.contains { $0.state == state && bytes.isSet($0.field, at: start) }
      },
      statusCode: UInt8(bytes[Fields.statusCode, at: start]),
      ports: (0..<Int(bytes[Fields.portCount, at: start])).map {
        UInt16(bytes[Fields.port, at: start + Fields.groupLength + Fields.portLength * $0])
      })
  }
}

extension TargetPortGroupsData {
  /// The bytes, cut off at the allocation length; RETURN DATA LENGTH counts all.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    typealias Fields = TargetPortGroupField
    let isExtended = implicitTransitionTime != nil
    var bytes = [UInt8](repeating: 0, count: isExtended ? Fields.extendedHeaderLength : Fields.headerLength)
    if let implicitTransitionTime {
      bytes[Fields.format] = 1
      bytes[Fields.transitionTime] = UInt64(implicitTransitionTime)
    }
    for group in groups { bytes += group.encoded() }
    bytes[Fields.dataLength] = UInt64(bytes.count - Fields.headerLength)
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes what an initiator received; a group that was cut off is left out. `extendedHeader` is what the command asked for: a
  /// device server that does not know it answers with the short header, whose fifth byte is a group's (SPC-4 6.37).
  ///
  /// - Throws: when the header is incomplete or a state is reserved.
  public static func decode(_ bytes: [UInt8], extendedHeader: Bool = false) throws(WireError) -> TargetPortGroupsData {
    typealias Fields = TargetPortGroupField
    guard bytes.count >= Fields.headerLength else {
      throw WireError(.targetPortGroups, tooShort: bytes, expected: "a header of 4 bytes", sense: .none)
    }
    let isExtended = extendedHeader && bytes.count >= Fields.extendedHeaderLength && bytes[Fields.format] == 1
    var data = TargetPortGroupsData(
      [], implicitTransitionTime: isExtended ? UInt8(bytes[Fields.transitionTime]) : nil)
    let end = min(bytes.count, Int(bytes[Fields.dataLength]) + Fields.headerLength)
    var start = isExtended ? Fields.extendedHeaderLength : Fields.headerLength
    while end - start >= Fields.groupLength {
      let length = Fields.groupLength + Fields.portLength * Int(bytes[Fields.portCount, at: start])
      guard length <= end - start else { break }
      data.groups.append(try TargetPortGroup(bytes, at: start))
      start += length
    }
    return data
  }
}
