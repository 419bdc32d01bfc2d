import EventEngine
import SCSIWire

extension Hosts {
  /// Folds what decides the future: operations by what they ask for, exchanges by what they do, instants as time left.
  package func fold(into fold: inout StateFold, at now: Instant, plan: HostPlan) {
    fold.fold(isStopping)
    fold.fold(list: hosts) { host, fold in
      fold.fold(host.isPaused)
      fold.fold(host.isRemoved)
      fold.fold(host.isStopped)
      fold.fold(host.isOff)
      fold.fold(host.devicesToSetUp)
      fold.fold(host.deferred.count)
    }
    fold.fold(list: nexuses) { nexus, fold in fold.fold(nexus.linksLost) }
    fold.fold(list: workloads) { workload, fold in
      fold.fold(workload.host)
      fold.fold(workload.isRunning)
    }
    fold.fold(list: devices) { device, fold in
      fold.fold(device.isReady)
      device.barrier.fold { fold.fold($0) }
      fold.fold(device.cursor)
      if let limit = device.queuesUntil { fold.fold(limit, since: now) } else { fold.fold(-1) }
      fold.fold(device.recovery?.pending ?? -1)
      fold.fold(list: device.pendingVictims) { victim, fold in fold.fold(victim) }
      fold.fold(list: names(of: device.queue)) { name, fold in fold.fold(name) }
    }
    fold.fold(list: paths.indices) { path, fold in self.fold(path: path, into: &fold, at: now, plan: plan) }
    fold.fold(set: operations.liveSlots) { slot, fold in fold.fold(name(ofOperation: slot)) }
  }

  private func fold(path index: Int, into fold: inout StateFold, at now: Instant, plan: HostPlan) {
    let path = paths[index]
    fold.fold(UInt64(path.state.rawValue))
    fold.fold(UInt64(path.errorHandler.rawValue))
    fold.fold(path.troubled.isNone ? 0 : name(ofOperation: path.troubled.slot))
    fold.fold(path.registrationEpoch)
    fold.fold(path.isKeptOut)
    fold.fold(list: names(of: path.suspended)) { name, fold in fold.fold(name) }
    fold.fold(list: sequence(first: path.oldest) { self.exchanges[$0].next }.prefix { $0 != .max }) { slot, fold in
      fold.fold(name(ofExchange: slot))
      let timeout =
        exchanges[slot].owner == .checker ? plan.configuration.multipath.checkerTimeout : plan.configuration.scsi.commandTimeout
      fold.fold(exchanges[slot].timedFrom + timeout, since: now)
      fold.fold(exchanges[slot].hadMoreTime)
    }
  }

  private func names(of queue: OperationQueue) -> [UInt64] {
    var (names, id) = ([UInt64](), queue.head)
    while !id.isNone {
      names.append(name(ofOperation: id.slot))
      id = operations[id.slot].next
    }
    return names
  }

  /// What an operation is, whatever its slot.
  private func name(ofOperation slot: UInt32) -> UInt64 {
    let operation = operations[slot]
    var fold = StateFold()
    fold.fold(operation.isWrite)
    fold.fold(UInt64(operation.purpose.rawValue))
    fold.fold(operation.device)
    fold.fold(operation.workload)
    fold.fold(operation.stream)
    fold.fold(operation.firstBlock)
    fold.fold(operation.blockCount)
    fold.fold(UInt64(operation.repeats))
    return fold.value
  }

  /// What an exchange is, whatever its slot; 0 for one whose host end is closed.
  package func name(ofExchange word: UInt64) -> UInt64 {
    let id = ExchangeID(word: word)
    return exchanges.isLive(id) ? name(ofExchange: id.slot) : 0
  }

  private func name(ofExchange slot: UInt32) -> UInt64 {
    let exchange = exchanges[slot]
    var fold = StateFold()
    fold.fold(UInt64(exchange.owner.rawValue))
    fold.fold(exchange.path)
    fold.fold(exchange.isWrite)
    if !exchange.operation.isNone { fold.fold(name(ofOperation: exchange.operation.slot)) }
    if case .taskManagement(let function, _) = exchange.request { fold.fold(UInt64(function.rawValue) + 1) }
    return fold.value
  }
}
