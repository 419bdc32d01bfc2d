import SCSIWire

/// The mode pages of a disk; they are not saved, so that the standard values return with the power.
public struct ModePages: Hashable, Sendable {
  public var caching = CachingPage()
  public var control = ControlPage()
  var informationalExceptions = InformationalExceptionsPage()

  init() {}

  /// What a disk begins with.
  static func standard(taskAbortedStatus: Bool) -> ModePages {
    var pages = ModePages()
    pages.caching.writeCacheEnabled = true
    pages.control.queueAlgorithmModifier = 1
    pages.control.busyTimeoutPeriod = 0xFFFF
    pages.control.taskAbortedStatus = taskAbortedStatus
    pages.informationalExceptions.exceptionsDisabled = true
    return pages
  }

  /// A one in every bit that MODE SELECT may change.
  static let changeable: ModePages = {
    var pages = ModePages()
    pages.caching.writeCacheEnabled = true
    pages.control.descriptorSense = true
    pages.control.softwareWriteProtect = true
    pages.control.taskAbortedStatus = true
    return pages
  }()

  var all: [ModePage] { [caching.page, control.page, informationalExceptions.page] }

  /// Takes over the page in the place of the one with its code, whose length it has.
  mutating func replace(_ page: ModePage) {
    if let page = CachingPage(page) { caching = page }
    if let page = ControlPage(page) { control = page }
  }
}

extension LogicalDisk {
  func modeSense(_ request: ModeSense) -> Outcome {
    let pages: ModePages
    switch request.control {
    case .current: pages = modePages
    case .changeable: pages = .changeable
    case .standard: pages = standardModePages
    case .saved: return Outcome(.checkCondition(.savingParametersNotSupported))
    }
    // No page has subpages: 00h and FFh, all of them, mean the same.
    let wanted = pages.all.filter { request.page == 0x3F || $0.code == request.page }
    guard !wanted.isEmpty, request.subpage == 0x00 || request.subpage == 0xFF else {
      return Outcome(.checkCondition(.invalidFieldInCDB))
    }
    let parameters = ModeParameters(
      isWriteProtected: isWriteProtected, supportsCacheControl: true,
      blockDescriptor: request.disableBlockDescriptors ? nil : blockDescriptor(isLong: request.longLBAAccepted), pages: wanted)
    return .good(parameters.encoded(request.form, allocationLength: Int(request.allocationLength)))
  }

  private func blockDescriptor(isLong: Bool) -> ModeBlockDescriptor {
    ModeBlockDescriptor(blockCount: media.blockCount, blockLength: UInt32(media.blockLength), isLong: isLong)
  }

  /// Changes all of the pages in the list or, if there is an error in one of them, none.
  mutating func modeSelect(_ request: ModeSelect, _ data: [UInt8]) throws(MediaError) -> Outcome {
    let list: ModeParameters
    do throws(WireError) {
      list = try ModeParameters.decodeList(Array(data.prefix(Int(request.parameterListLength))), request.form)
    } catch {
      return Outcome(error)
    }
    var changed = modePages
    for page in list.pages {
      let index = modePages.all.firstIndex { $0.code == page.code && $0.subpage == page.subpage }
      guard let index, page.changes(modePages.all[index], onlyWithin: ModePages.changeable.all[index]) else {
        return Outcome(.checkCondition(.invalidFieldInParameterList))
      }
      changed.replace(page)
    }
    guard list.mediumType == 0, list.blockDescriptor.map(describesMedia) ?? true else {
      return Outcome(.checkCondition(.invalidFieldInParameterList))
    }
    // Nothing may stay in a cache that is switched off (SBC-3 6.4.5, WCE).
    if !changed.caching.writeCacheEnabled { try media.synchronize() }
    var outcome = Outcome.good
    if changed != modePages { outcome.unitAttention = .modeParametersChanged }
    modePages = changed
    return outcome
  }

  /// The medium cannot be formatted by a block descriptor: it names what is there, or 0 blocks for "as many as there are".
  private func describesMedia(_ descriptor: ModeBlockDescriptor) -> Bool {
    let count = descriptor.isLong ? media.blockCount : min(media.blockCount, 0xFFFF_FFFF)
    return descriptor.blockLength == UInt32(media.blockLength) && (descriptor.blockCount == 0 || descriptor.blockCount == count)
  }
}
