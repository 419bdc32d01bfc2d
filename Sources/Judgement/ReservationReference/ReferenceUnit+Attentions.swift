extension ReferenceUnit {
  /// The additional sense codes of unit attentions (SPC-4 annex D), those that are reported first in front.
  enum AttentionCode: CaseIterable {
    case powerOn, powerOnOrReset, hardReset, deviceReset, nexusLoss
    case reservationsPreempted, registrationsPreempted, reservationsReleased
    case commandsCleared

    var codes: (UInt8, UInt8) {
      switch self {
      case .powerOnOrReset: (0x29, 0x00)
      case .powerOn: (0x29, 0x01)
      case .hardReset: (0x29, 0x02)
      case .deviceReset: (0x29, 0x03)
      case .nexusLoss: (0x29, 0x07)
      case .reservationsPreempted: (0x2A, 0x03)
      case .reservationsReleased: (0x2A, 0x04)
      case .registrationsPreempted: (0x2A, 0x05)
      case .commandsCleared: (0x2F, 0x00)
      }
    }
  }

  /// A condition that is pending already is not established twice.
  mutating func establish(_ attention: AttentionCode, for nexus: Nexus) {
    let (code, qualifier) = attention.codes
    let new = Attention(nexus: nexus, code: code, qualifier: qualifier)
    if !attentions.contains(new) { attentions.append(new) }
  }

  /// For every registered nexus but one.
  mutating func establish(_ attention: AttentionCode, forRegistrantsBut caller: Nexus) {
    for registration in registrations where registration.nexus != caller {
      establish(attention, for: registration.nexus)
    }
  }

  /// What the nexus is going to be told, in order.
  public func pendingAttentions(of nexus: Nexus) -> [Attention] {
    let own = attentions.filter { $0.nexus == nexus }
    if own.count < 2 { return own }
    return AttentionCode.allCases.flatMap { code in own.filter { ($0.code, $0.qualifier) == code.codes } }
  }
}
