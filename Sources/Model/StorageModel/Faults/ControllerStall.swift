import ArrayModel

/// Every target port of a controller stops at one stage. What reaches that stage waits, in order and without limit of age,
/// until the stall ends or the array evicts the port because it does not confirm an abort. Media and the other controllers go
/// on.
public struct ControllerStall: FaultKind {
  public var controller = 0
  public var stage = PortStage.ingress

  public init() {}

  public static let name = "controller_stall"
  public static let summary = "all target ports of a controller stop at one stage; media and the other controllers go on"
  public static var parameters: [FaultParameter<ControllerStall>] {
    [
      FaultParameter("controller", .controller(\.controller), "the controller: array.controller0"),
      FaultParameter("stage", .stage(\.stage), "where things wait: ingress, after_check, after_data or egress"),
    ]
  }

  public var isOfArray: Bool { true }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    if controller < topology.controllerCount { return nil }
    return (
      "controller",
      "there is no array.controller\(controller); the last is array.controller\(topology.controllerCount - 1)"
    )
  }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    model.staysUnnoticed(seconds, holdsChecker: stage == .ingress || stage == .egress)
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool {
    Int(nexus.port) / topology.portsPerController == controller
  }

  public var words: String { "array.controller\(controller) stalled (\(stage.rawValue))" }
  public var beginning: String { "the controller stalls (\(stage.rawValue))" }
  public var ending: String { "the controller works again" }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setStalled(controller: controller, at: stage, true)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setStalled(controller: controller, at: stage, false)
  }
}

extension FaultKind where Self == ControllerStall {
  public static func controllerStall(_ controller: Int, _ stage: PortStage) -> ControllerStall {
    var fault = ControllerStall()
    fault.controller = controller
    fault.stage = stage
    return fault
  }
}
