import EventEngine
import StorageModel

/// What a portal does with whoever comes to it.
public enum PortalState: Sendable {
  case open
  /// Connections are reset, and new ones refused: the interface is gone, and says so.
  case cut
  /// Nothing is looked at and nothing answered, until it is open again: the network is gone, and says nothing. What arrived and
  /// what was to be sent goes on then.
  case silent
}

/// What can be done to a target while it serves, on its event loop.
public protocol TargetControl: AnyObject {
  /// The array as of now.
  var array: LiveArray { get }
  func state(ofPortal portal: Int) -> PortalState
  /// Sessions through the target port, by the initiators' names.
  func sessions(ofPortal portal: Int) -> [String]

  /// False: somebody has asked for a stall of the port already.
  func stall(targetPort: Int, at stage: PortStage, lasting length: Duration?) -> Bool
  /// False: nobody had asked for a stall of the port.
  func release(targetPort: Int) -> Bool
  /// `done` gets the reason why the portal cannot listen again, or nil.
  func set(portal: Int, to state: PortalState, done: @escaping (String?) -> Void)
}

/// A Unix socket that takes commands, one a line.
public struct ControlSocket: Sendable {
  public var path: String
  /// Answers a line by calling `reply` once, with a line without its end; on the target's event loop.
  public var answer: @Sendable (_ line: String, _ target: any TargetControl, _ reply: @escaping (String) -> Void) -> Void

  public init(
    path: String,
    answer: @escaping @Sendable (_ line: String, _ target: any TargetControl, _ reply: @escaping (String) -> Void) -> Void
  ) {
    (self.path, self.answer) = (path, answer)
  }
}
