/// A switch stands still. It takes frames and passes none on until the stall ends; then they go on in their order, but for
/// those that are too old by the rules of Fibre Channel. Nobody hears of it.
public struct SwitchStall: SwitchFault {
  public var fabric = 0

  public init() {}

  public static let name = "switch_stall"
  public static let summary =
    "a switch stands still: frames that reach it wait and go on in their order, unless too old by then; nobody hears of it"

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    model.staysUnnoticed(seconds, holdsChecker: true)
  }

  public var words: String { "switch of fabric\(fabric) stalled" }
  public var beginning: String { "the switch stalls" }
  public var ending: String { "the switch works again" }

  public func hold(_ isHeld: Bool, on levers: inout some FaultLevers) { levers.setStalled(switch: fabric, isHeld) }
}

extension FaultKind where Self == SwitchStall {
  public static func switchStall(fabric: Int) -> SwitchStall {
    var fault = SwitchStall()
    fault.fabric = fabric
    return fault
  }
}
