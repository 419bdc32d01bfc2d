import EventEngine
import Reservations
import SCSIWire
import Testing

@testable import StorageModel

/// Two initiators on two ports of an array, and what the array said to them.
struct LiveScene {
  var array: LiveArray
  var said: [LiveArray.Output] = []
  /// Tags for which data is withheld when it is asked for.
  var withheld: [LiveArray.Tag] = []
  let a: NexusID
  let b: NexusID
  private var tags: LiveArray.Tag = 0

  init(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws {
    var configuration = ModelConfiguration()
    change(&configuration)
    array = try LiveArray(plan: Plan(configuration), seed: 1)
    a = array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    b = array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:b", isid: 2), targetPort: 1)
    // The attention of a nexus that was never seen before.
    for nexus in [a, b] { #expect(try finish(.testUnitReady, from: nexus).status == .checkCondition) }
  }

  mutating func send(_ command: Command, from nexus: NexusID, carriesData: Bool = false) -> LiveArray.Tag {
    tags += 1
    var submission = LiveArray.Submission(command, unit: 0, nexus: nexus)
    submission.carriesData = carriesData
    array.submit(submission, tag: tags)
    return tags
  }

  mutating func manage(_ function: TaskManagementFunction, on task: LiveArray.Tag? = nil, from nexus: NexusID) -> LiveArray.Tag {
    tags += 1
    array.manage(function, referenced: task, unit: 0, nexus: nexus, tag: tags)
    return tags
  }

  /// The array's port stalls by command; `isNew` unless it does so already.
  mutating func stall(_ port: Int, at stage: PortStage, lasting length: Duration? = nil, isNew: Bool = true) {
    let began = array.stall(targetPort: port, at: stage, lasting: length)
    #expect(began == isNew)
  }

  /// The stall by command ends, if `wasAsked` for.
  mutating func release(_ port: Int, wasAsked: Bool = true) {
    let ended = array.release(targetPort: port)
    #expect(ended == wasAsked)
  }

  /// Lets time pass; data that is asked for arrives at once unless it is withheld.
  mutating func pass(_ time: Duration) {
    let end = array.now + time
    while true {
      var asked: [LiveArray.Tag] = []
      let next = min(end, array.nextEvent ?? end)
      array.advance(to: next) { _, output in
        said.append(output)
        if case .transferReady(let tag) = output { asked.append(tag) }
      }
      for tag in asked where !withheld.contains(tag) { array.dataArrived(tag) }
      if next == end, asked.isEmpty { return }
    }
  }

  func answer(to tag: LiveArray.Tag) -> Completion? {
    for case .answer(tag, let completion) in said { return completion }
    return nil
  }

  mutating func finish(_ command: Command, from nexus: NexusID) throws -> Completion {
    let tag = send(command, from: nexus)
    pass(.seconds(1))
    return try #require(answer(to: tag))
  }

  mutating func reserveOut(
    _ action: ReserveOutServiceAction, key: UInt64 = 0, _ serviceActionKey: UInt64 = 0, from nexus: NexusID
  ) throws -> Completion {
    try finish(out(action, key: key, serviceActionKey), from: nexus)
  }

  func out(_ action: ReserveOutServiceAction, key: UInt64, _ serviceActionKey: UInt64) -> Command {
    .persistentReserveOut(
      PersistentReserveOut(
        action, reservationKey: ReservationKey(key), serviceActionReservationKey: ReservationKey(serviceActionKey),
        type: .writeExclusiveRegistrantsOnly))
  }

  /// Both register, b reserves.
  mutating func reserve() throws {
    #expect(try reserveOut(.register, 0xA, from: a) == .good)
    #expect(try reserveOut(.register, 0xB, from: b) == .good)
    #expect(try reserveOut(.reserve, key: 0xB, from: b) == .good)
  }
}
