/// Each frame that is put on the link is lost with some probability, in either direction; which ones is drawn by address.
/// Nobody hears of it: a lost command, answer or data frame is missed only by a timeout.
public struct LinkLoss: LinkFault {
  public var link = LinkName.initiator(host: 0, hba: 0)
  public var ratio = 0.0

  public init() {}

  public static let name = "link_loss"
  public static let summary = "frames on a link are lost with a probability; only a timeout misses them"
  public static var parameters: [FaultParameter<LinkLoss>] {
    [
      linkParameter,
      FaultParameter("ratio", .ratio(\.ratio), "the share of frames that is lost, 0...1"),
    ]
  }

  public var words: String { "link of \(link.name) loses frames (ratio \(ratio))" }
  public var beginning: String { "the link begins to lose frames" }
  public var ending: String { "the link loses nothing more" }

  public func hold(_ isHeld: Bool, linkOf port: Int, on levers: inout some FaultLevers) {
    levers.setLossy(linkOf: port, ratio: ratio, isHeld)
  }
}

extension FaultKind where Self == LinkLoss {
  public static func linkLoss(_ link: LinkName, ratio: Double) -> LinkLoss {
    var fault = LinkLoss()
    fault.link = link
    fault.ratio = ratio
    return fault
  }
}
