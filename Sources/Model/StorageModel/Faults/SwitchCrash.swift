/// A switch fails. What is in it and on its links is lost, and so is what would be sent; every HBA of the fabric sees loss of
/// signal, and hosts hear of the array's ports after the state change delay. Nothing in the array notices.
public struct SwitchCrash: SwitchFault {
  public var fabric = 0

  public init() {}

  public static let name = "switch_crash"
  public static let summary =
    "a switch fails: what is in it is lost and all its links are down until it works again; hosts hear of it"

  public var words: String { "switch of fabric\(fabric) crashed" }
  public var beginning: String { "the switch fails" }
  public var ending: String { "the switch works again" }

  public func hold(_ isHeld: Bool, on levers: inout some FaultLevers) { levers.setDown(switch: fabric, isHeld) }
}

extension FaultKind where Self == SwitchCrash {
  public static func switchCrash(fabric: Int) -> SwitchCrash {
    var fault = SwitchCrash()
    fault.fabric = fabric
    return fault
  }
}
