import Barriers
import Reservations
import SCSIWire

/// The array of `BarrierWorld`: one table, one task set, unit attentions. Tasks end when the scheduler says so.
struct BarrierArray {
  /// What a request becomes once it is enabled.
  struct LiveTask {
    var id: UInt64
    var slot: Int
    var nexus: NexusID
    /// The command that waits for an abort; nil for a write.
    var request: BarrierWorld.Request?
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
  /// Commands received, and for each nexus which of them was its last REGISTER.
  private(set) var executed = 0
  private(set) var registeredAt: [Int]
  private var nextTask: UInt64 = 1
  private var effects = ReservationEffects()

  init(nexusCount: Int, reportsAborts: Bool) {
    table = ReservationTable(nexusCount: nexusCount)
    attentions = Array(repeating: UnitAttentionQueue(), count: nexusCount)
    registeredAt = Array(repeating: 0, count: nexusCount)
    self.reportsAborts = reportsAborts
  }

  func writesAreLive(of nexus: NexusID) -> Bool { live.contains { $0.nexus == nexus && $0.request == nil } }

  mutating func received(_ request: BarrierWorld.Request) {
    let nexus = request.nexus
    executed += 1
    if case .logicalUnitReset = request.command { return resetLogicalUnit(request) }
    if let attention = attentions[Int(nexus.index)].report() {
      return answer(request, .status(.checkCondition(attention.sense)))
    }
    switch request.command {
    case nil:
      if table.permits(.writeLike, from: nexus) { _ = enable(nil, nexus: nexus) }
    case .reserveOut(let out, _, _): perform(out, request)
    case .readKeys: answer(request, .keys(table.readKeys().keys))
    case .readReservation: answer(request, .reservation(table.readReservation().held?.type))
    default: preconditionFailure("not a command")
    }
  }

  /// A task's own end: it leaves, and aborters that waited for it are answered.
  mutating func ended(_ index: Int) {
    let task = live.remove(at: index)
    if tasks.isAborted(task.slot), let request = task.request, reportsAborts {
      answer(request, .status(Completion(.taskAborted)))
    }
    var quiesced: [UInt64] = []
    tasks.end(task.slot, quiesced: &quiesced)
    for aborter in quiesced { finishAborter(aborter) }
  }

  private mutating func perform(_ out: PersistentReserveOut, _ request: BarrierWorld.Request) {
    let completion = table.perform(out, from: request.nexus, effects: &effects)
    for entry in effects.attentions { attentions[Int(entry.nexus.index)].establish(entry.attention) }
    if out.serviceAction == .registerAndIgnoreExistingKey { registeredAt[Int(request.nexus.index)] = executed }
    guard !effects.aborted.isEmpty else { return answer(request, .status(completion)) }
    let aborter = enable(request, nexus: request.nexus)
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
    for task in live where victims.contains(task.id) && task.nexus != nexus && !reportsAborts {
      attentions[Int(task.nexus.index)].establish(.commandsCleared)
    }
    return isOver
  }

  private mutating func finishAborter(_ aborter: UInt64) {
    if let request = resets.removeValue(forKey: aborter) { return answer(request, .status(.good)) }
    // One of its own victims' ends may have come first: an aborted aborter ends like any task.
    guard let index = live.firstIndex(where: { $0.id == aborter }), let request = live[index].request,
      !tasks.isAborted(live[index].slot)
    else { return }
    answer(request, .status(.good))
    ended(index)
  }

  private mutating func enable(_ request: BarrierWorld.Request?, nexus: NexusID) -> UInt64 {
    let id = nextTask
    nextTask += 1
    live.append(LiveTask(id: id, slot: tasks.enable(id, nexus: nexus), nexus: nexus, request: request))
    return id
  }

  private mutating func answer(_ request: BarrierWorld.Request, _ outcome: IOBarrier.Outcome) {
    if request.command != nil { answers.append((request, outcome)) }
  }
}
