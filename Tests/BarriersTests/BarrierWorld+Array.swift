import Barriers
import Reservations
import SCSIWire

/// The array of `BarrierWorld`: one table, one task set, unit attentions. Tasks end when the scheduler says so.
struct BarrierArray {
  /// What a request becomes once it is enabled.
  struct LiveTask {
    var id: UInt64
    var slot: Int
    /// A write, or a command that waits for an abort.
    var request: BarrierWorld.Request
    var enabledAt: Int
  }

  var table: ReservationTable
  var tasks = TaskSet()
  var live: [LiveTask] = []
  /// LOGICAL UNIT RESETs that wait for their victims, by their name as aborters.
  var resets: [UInt64: BarrierWorld.Request] = [:]
  var attentions: [UnitAttentionQueue]
  /// TASK ABORTED for aborted commands, else silence.
  var reportsAborts: Bool
  var answers: [(request: BarrierWorld.Request, outcome: IOBarrier.Outcome)] = []
  private var step = 0
  private var nextTask: UInt64 = 1
  private var effects = ReservationEffects()

  init(nexusCount: Int, reportsAborts: Bool) {
    table = ReservationTable(nexusCount: nexusCount)
    attentions = Array(repeating: UnitAttentionQueue(), count: nexusCount)
    self.reportsAborts = reportsAborts
  }

  func hasLiveWrite(where isMeant: (LiveTask) -> Bool) -> Bool {
    live.contains { $0.request.isWrite && isMeant($0) }
  }

  /// A port logged in under an identifier not seen before.
  mutating func addNexus() { attentions.append(UnitAttentionQueue()) }

  /// True if a write was enabled.
  mutating func received(_ request: BarrierWorld.Request, at step: Int) -> Bool {
    self.step = step
    let nexus = request.nexus
    if case .logicalUnitReset? = request.command {
      resetLogicalUnit(request)
      return false
    }
    if let attention = attentions[Int(nexus.index)].report() {
      answer(request, .status(.checkCondition(attention.sense)))
      return false
    }
    switch request.command {
    case nil:
      guard request.isWrite && table.permits(.writeLike, from: nexus) else { return false }
      _ = enable(request)
      return true
    case .reserveOut(let out, _, _): perform(out, request)
    case .readKeys: answer(request, .keys(table.readKeys().keys))
    case .readReservation: answer(request, .reservation(table.readReservation().held?.type))
    default: preconditionFailure("not a command")
    }
    return false
  }

  /// A task's own end: it leaves, and aborters that waited for it are answered.
  mutating func ended(_ index: Int) {
    let task = live.remove(at: index)
    if tasks.isAborted(task.slot), !task.request.isWrite, reportsAborts {
      answer(task.request, .status(Completion(.taskAborted)))
    }
    var quiesced: [UInt64] = []
    tasks.end(task.slot, quiesced: &quiesced)
    for aborter in quiesced { finishAborter(aborter) }
  }

  private mutating func perform(_ out: PersistentReserveOut, _ request: BarrierWorld.Request) {
    let completion = table.perform(out, from: request.nexus, effects: &effects)
    for entry in effects.attentions { attentions[Int(entry.nexus.index)].establish(entry.attention) }
    guard !effects.aborted.isEmpty else { return answer(request, .status(completion)) }
    let aborter = enable(request)
    if abort(.nexuses(effects.aborted), by: aborter, from: request.nexus) { finishAborter(aborter) }
  }

  private mutating func resetLogicalUnit(_ request: BarrierWorld.Request) {
    let aborter = nextTask
    nextTask += 1
    resets[aborter] = request
    for nexus in attentions.indices { attentions[nexus].establish(.busDeviceReset) }
    if abort(.everything, by: aborter, from: request.nexus) { finishAborter(aborter) }
  }

  private mutating func abort(_ scope: TaskSet.Scope, by aborter: UInt64, from nexus: NexusID) -> Bool {
    var victims: [UInt64] = []
    let isOver = tasks.abort(scope, by: aborter, victims: &victims)
    for task in live where victims.contains(task.id) && task.request.nexus != nexus && !reportsAborts {
      attentions[Int(task.request.nexus.index)].establish(.commandsCleared)
    }
    return isOver
  }

  private mutating func finishAborter(_ aborter: UInt64) {
    if let request = resets.removeValue(forKey: aborter) { return answer(request, .status(.good)) }
    // One of its own victims' ends may have come first: an aborted aborter ends like any task.
    guard let index = live.firstIndex(where: { $0.id == aborter }), !tasks.isAborted(live[index].slot) else { return }
    answer(live[index].request, .status(.good))
    ended(index)
  }

  private mutating func enable(_ request: BarrierWorld.Request) -> UInt64 {
    let id = nextTask
    nextTask += 1
    live.append(LiveTask(id: id, slot: tasks.enable(id, nexus: request.nexus), request: request, enabledAt: step))
    return id
  }

  private mutating func answer(_ request: BarrierWorld.Request, _ outcome: IOBarrier.Outcome) {
    if request.command != nil { answers.append((request, outcome)) }
  }
}
