import ArrayModel
import EventEngine

/// A kind of fault: what its keys are, what is checked before a run, and which levers it moves when it begins and ends. One file
/// each; `FaultKinds.all` is their register.
public protocol FaultKind: Hashable, Sendable {
  /// As model files name it: `link_down`.
  static var name: String { get }
  /// What it does, for `weir keys` and the documentation: what waits, what is lost, what goes on.
  static var summary: String { get }
  static var parameters: [FaultParameter<Self>] { get }
  /// With parameters that a file may leave out at their defaults.
  init()

  /// Whether it is about the array alone, so that an array without simulated hosts can have it.
  var isOfArray: Bool { get }
  /// Whether commands wait or are lost because of it; one that only makes them slow explains no failover.
  var stopsCommands: Bool { get }
  /// Whether the others may remove a host because of it.
  var removesHosts: Bool { get }
  /// What cannot be, with the parameter that says so; nil if all is right.
  func problem(in topology: Topology) -> (parameter: String, text: String)?
  /// What runs but probably not as meant, given how long it lasts on average, in seconds; nil if nothing.
  func warning(lasting seconds: Double, in model: ModelConfiguration) -> String?
  /// Whether commands through the nexus meet it.
  func touches(_ nexus: Topology.Nexus, in topology: Topology) -> Bool

  /// Whether a story of the run can show it at one place.
  func place(in topology: Topology) -> FaultPlace
  /// What it is, with its place: "array.controller0.port0 stalled (ingress)".
  var words: String { get }
  /// What a story says when it begins and when it ends: "the link is down".
  var beginning: String { get }
  var ending: String { get }

  func begin(on levers: inout some FaultLevers, topology: Topology)
  func end(on levers: inout some FaultLevers, topology: Topology)
}

extension FaultKind {
  public var isOfArray: Bool { false }
  public var stopsCommands: Bool { true }
  public var removesHosts: Bool { false }
  public func problem(in topology: Topology) -> (parameter: String, text: String)? { nil }
  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? { nil }
  public func place(in topology: Topology) -> FaultPlace { .elsewhere }
}

/// Whether a fault is that one: of the same kind, with the same parameters.
public func == <Fault: FaultKind>(a: any FaultKind, b: Fault) -> Bool { AnyHashable(a) == AnyHashable(b) }

/// Where a fault is seen.
public enum FaultPlace: Hashable, Sendable {
  case host(Int)
  case targetPort(Int)
  case elsewhere
}

/// A key of a fault of one kind, and which field it sets. The file's own layer knows how each form is written.
public struct FaultParameter<Fault> {
  /// The forms that parameters have, with the field that holds the value.
  public enum Field {
    case link(WritableKeyPath<Fault, LinkName>)
    case targetPort(WritableKeyPath<Fault, TargetPortName>)
    case hba(WritableKeyPath<Fault, HBAName>)
    case host(WritableKeyPath<Fault, Int>)
    /// `fabric0`
    case fabric(WritableKeyPath<Fault, Int>)
    /// `array.controller0`
    case controller(WritableKeyPath<Fault, Int>)
    case stage(WritableKeyPath<Fault, PortStage>)
    /// At least 1.
    case factor(WritableKeyPath<Fault, Double>)
    /// 0...1.
    case ratio(WritableKeyPath<Fault, Double>)
    /// At least 1.
    case count(WritableKeyPath<Fault, Int>)
    case optionalDuration(WritableKeyPath<Fault, EventEngine.Duration?>)
  }

  public let name: String
  public let field: Field
  public let isRequired: Bool
  public let help: String

  public init(_ name: String, _ field: Field, isRequired: Bool = true, _ help: String) {
    self.name = name
    self.field = field
    self.isRequired = isRequired
    self.help = help
  }
}

/// What faults can move. Levers count: what two faults hold is free when both have let go.
public protocol FaultLevers {
  // Ports of the fabric: see `Topology.fabricPort`.
  mutating func setDown(linkOf port: Int, _ isDown: Bool)
  mutating func setStalled(linkOf port: Int, _ isStalled: Bool)
  mutating func setSlow(linkOf port: Int, by factor: Double, _ isSlow: Bool)
  mutating func setLossy(linkOf port: Int, ratio: Double, _ isLossy: Bool)
  mutating func setDown(switch fabric: Int, _ isDown: Bool)
  mutating func setStalled(switch fabric: Int, _ isStalled: Bool)

  mutating func setStalled(targetPort port: Int, at stage: PortStage, _ isStalled: Bool)
  mutating func setStalled(controller: Int, at stage: PortStage, _ isStalled: Bool)
  mutating func setMediaSlow(by factor: Double, _ isSlow: Bool)
  mutating func setMediaHung(servers: Int, _ isHung: Bool)

  /// The host stands still, HBAs included, and the others remove it after `limit` of silence.
  mutating func setPaused(host: Int, removedAfter limit: EventEngine.Duration?, _ isPaused: Bool)
  /// What is outstanding on an HBA is failed back at once.
  mutating func resetHBA(_ hba: Int)
}
