import EventEngine
import Sampling

/// One named fault. `at` and `lasting` are laws in seconds (usually constants), drawn once a run.
public struct FaultConfiguration: Sendable {
  public var name: String
  public var at: Distribution
  public var lasting: Distribution
  public var kind: FaultKind

  public init(name: String, at: Distribution, lasting: Distribution, kind: FaultKind) {
    self.name = name
    self.at = at
    self.lasting = lasting
    self.kind = kind
  }
}

public enum FaultKind: Sendable, Hashable {
  /// Frames on the link are lost; the port beside it sees loss of signal.
  case linkDown(LinkName)
  /// Frames are kept and delivered in order when the stall ends; nobody sees anything.
  case linkStall(LinkName)
  case portStall(TargetPortName, PortStage)
  /// Service times drawn while it lasts are multiplied.
  case mediaSlow(factor: Double)
  /// The host stands still, HBAs included; another host takes over after `takeoverAfter` if the pause lasts longer.
  case hostPause(host: Int, takeoverAfter: Duration?)
}

/// Where in a target port things wait while it is stalled.
public enum PortStage: String, CaseIterable, Sendable {
  /// Every frame that arrives waits before it is looked at.
  case ingress
  /// Commands wait after their reservation check, before data is asked for.
  case afterCheck = "after_check"
  /// Writes wait with their data, before they go to the media. Everything else goes on.
  case afterData = "after_data"
  /// Answers wait; work goes on.
  case egress
}

/// `array.controller0.port1` in model files.
public struct TargetPortName: Sendable, Hashable {
  public var controller: Int
  public var port: Int
  public init(controller: Int, port: Int) {
    self.controller = controller
    self.port = port
  }
}

/// A link is named by the port at its end that is not a switch.
public enum LinkName: Sendable, Hashable {
  /// `host0.hba1`
  case initiator(host: Int, hba: Int)
  case target(TargetPortName)
}
