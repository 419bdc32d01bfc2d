import ArrayModel

/// A target port stops at one stage. What reaches that stage waits, in order and without limit of age, until the stall ends or
/// the array evicts the port because it does not confirm an abort; everything else goes on.
public struct PortStall: FaultKind {
  public var port = TargetPortName(controller: 0, port: 0)
  public var stage = PortStage.ingress

  public init() {}

  public static let name = "port_stall"
  public static let summary = "a target port stops at one stage; what reaches it waits in order, without limit of age"
  public static var parameters: [FaultParameter<PortStall>] {
    [
      FaultParameter("port", .targetPort(\.port), "the target port: array.controller0.port0"),
      FaultParameter("stage", .stage(\.stage), "where things wait: ingress, after_check, after_data or egress"),
    ]
  }

  public var isOfArray: Bool { true }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    topology.problem(port).map { ("port", $0) }
  }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    model.staysUnnoticed(seconds, holdsChecker: stage == .ingress || stage == .egress)
  }

  public func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool { Int(nexus.port) == topology.port(port) }

  public var words: String { "\(port.name) stalled (\(stage.rawValue))" }
  public var beginning: String { "the port stalls (\(stage.rawValue))" }
  public var ending: String { "the port works again" }
  public func place(in topology: Topology) -> FaultPlace { .targetPort(topology.port(port)) }

  public func begin(on levers: inout some FaultLevers, topology: Topology) {
    levers.setStalled(targetPort: topology.port(port), at: stage, true)
  }
  public func end(on levers: inout some FaultLevers, topology: Topology) {
    levers.setStalled(targetPort: topology.port(port), at: stage, false)
  }
}

extension FaultKind where Self == PortStall {
  public static func portStall(_ port: TargetPortName, _ stage: PortStage) -> PortStall {
    var fault = PortStall()
    fault.port = port
    fault.stage = stage
    return fault
  }
}
