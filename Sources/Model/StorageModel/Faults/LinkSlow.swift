/// Transmission on the link takes longer. Frames keep their order; what is on its way is not touched; nothing is lost and
/// nobody hears of it.
public struct LinkSlow: LinkFault {
  public var link = LinkName.initiator(host: 0, hba: 0)
  public var factor = 1.0

  public init() {}

  public static let name = "link_slow"
  public static let summary = "transmission on a link takes longer, in both directions; nothing is lost and nobody hears of it"
  public static var parameters: [FaultParameter<LinkSlow>] {
    [
      linkParameter,
      FaultParameter("factor", .factor(\.factor), "by which the time of a transmission is multiplied, at least 1"),
    ]
  }

  public var stopsCommands: Bool { false }

  public func problem(in topology: Topology) -> (parameter: String, text: String)? {
    if let problem = topology.problem(link) { return ("link", problem) }
    return factor >= 1 && factor.isFinite ? nil : ("factor", "expected a factor of at least 1")
  }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    model.fabric.link.bandwidth == nil ? "slows nothing down: fabric.link.bandwidth is unlimited" : nil
  }

  public var words: String { "link of \(link.name) slower by a factor of \(factor)" }
  public var beginning: String { "the link slows down" }
  public var ending: String { "the link has its speed again" }

  public func hold(_ isHeld: Bool, linkOf port: Int, on levers: inout some FaultLevers) {
    levers.setSlow(linkOf: port, by: factor, isHeld)
  }
}

extension FaultKind where Self == LinkSlow {
  public static func linkSlow(_ link: LinkName, factor: Double) -> LinkSlow {
    var fault = LinkSlow()
    fault.link = link
    fault.factor = factor
    return fault
  }
}
