/// Frames are kept and delivered in order when the stall ends, unless they are too old by then; nobody sees anything.
public struct LinkStall: LinkFault {
  public var link = LinkName.initiator(host: 0, hba: 0)

  public init() {}

  public static let name = "link_stall"
  public static let summary =
    "a link stands still: frames are kept and go on in their order, unless too old by then; nobody hears of it"
  public static var parameters: [FaultParameter<LinkStall>] { [linkParameter] }

  public func warning(lasting seconds: Double, in model: ModelConfiguration) -> String? {
    model.staysUnnoticed(seconds, holdsChecker: true)
  }

  public var words: String { "link of \(link.name) stalled" }
  public var beginning: String { "the link stalls" }
  public var ending: String { "the link works again" }

  public func hold(_ isHeld: Bool, linkOf port: Int, on levers: inout some FaultLevers) {
    levers.setStalled(linkOf: port, isHeld)
  }
}

extension FaultKind where Self == LinkStall {
  public static func linkStall(_ link: LinkName) -> LinkStall {
    var fault = LinkStall()
    fault.link = link
    return fault
  }
}

extension ModelConfiguration {
  /// Whether something that holds commands for so many seconds on average ends before any of them is given up.
  ///
  /// - Parameter holdsChecker: the path checker's TEST UNIT READY is held too.
  func staysUnnoticed(_ seconds: Double, holdsChecker: Bool) -> String? {
    let (command, checker) = (hosts.scsi.commandTimeout.seconds, hosts.multipath.checkerTimeout.seconds)
    if seconds >= command { return nil }
    if !holdsChecker { return "lasts less than hosts.scsi.command_timeout: nothing fails over" }
    if seconds >= checker { return nil }
    return "lasts less than hosts.scsi.command_timeout and hosts.multipath.checker_timeout: nothing fails over"
  }
}
