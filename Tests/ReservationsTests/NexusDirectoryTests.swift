import Reservations
import SCSIWire
import Testing

@Suite struct NexusDirectoryTests {
  let a = AccessBench.port("a")
  let b = AccessBench.port("b")
  let device = TransportID.iSCSI(name: "iqn.example:a", isid: nil)

  @Test("A nexus is an initiator port through a target port; another ISID is another nexus, a second login the same one")
  func identity() {
    var directory = NexusDirectory(targetPorts: [1, 2])
    let first = directory.login(a, targetPort: 1)
    #expect(directory.login(a, targetPort: 1) == first)
    #expect(directory.insert(a, targetPort: 1) == first)
    #expect(directory.find(a, targetPort: 2) == nil)
    let others = [
      directory.login(a, targetPort: 2), directory.login(AccessBench.port("a", isid: 2), targetPort: 1),
      directory.login(.sas(1), targetPort: 1), directory.login(.fibreChannel(1), targetPort: 1),
    ]
    #expect(others.map(\.index) == [1, 2, 3, 4] && directory.count == 5)
    #expect(directory[others[0]] == .init(initiatorPort: a, targetPort: 2))
  }

  @Test("Siblings are the same initiator port through every other target port, known or not")
  func siblings() {
    var directory = NexusDirectory(targetPorts: [1, 7, 9])
    let first = directory.insert(a, targetPort: 7)
    let known = directory.insert(a, targetPort: 9)
    #expect(directory.siblings(of: first).map { directory[$0].targetPort } == [1, 9])
    #expect(directory.siblings(of: known).contains(first))
    #expect(directory.count == 3)
  }

  @Test("SPEC_I_PT names ports through the caller's target port, ALL_TG_PT through all; each once, the caller never")
  func registering() {
    var directory = NexusDirectory(targetPorts: [1, 2])
    let caller = directory.insert(a, targetPort: 1)
    var command = out(.register, newKey: 1)
    #expect(directory.nexuses(namedBy: command, transportIDs: [], from: caller) == NamedNexuses())
    command.allTargetPorts = true
    #expect(directory.nexuses(namedBy: command, transportIDs: [], from: caller).siblings == directory.siblings(of: caller))
    command.specifyInitiatorPorts = true
    let named = directory.nexuses(namedBy: command, transportIDs: [b, a, b], from: caller)
    #expect(named.siblings == directory.siblings(of: caller))
    #expect(named.listed?.map { directory[$0] } == [1, 2].map { .init(initiatorPort: b, targetPort: $0) })
    command.allTargetPorts = false
    let once = directory.nexuses(namedBy: command, transportIDs: [b], from: caller)
    #expect(once.listed?.map { directory[$0] } == [.init(initiatorPort: b, targetPort: 1)])
  }

  @Test("An iSCSI name without ISID means every known port of the device, and nobody if there is none")
  func devices() {
    var directory = NexusDirectory(targetPorts: [1])
    let caller = directory.insert(b, targetPort: 1)
    var command = out(.register, newKey: 1)
    command.specifyInitiatorPorts = true
    #expect(directory.nexuses(namedBy: command, transportIDs: [device], from: caller).listed == nil)
    let ports = [directory.insert(a, targetPort: 1), directory.insert(AccessBench.port("a", isid: 2), targetPort: 1)]
    #expect(directory.nexuses(namedBy: command, transportIDs: [device], from: caller).listed == ports)
  }

  @Test("A port that the list itself names first does not make its device known, in whichever order")
  func devicesOfTheSameList() {
    var directory = NexusDirectory(targetPorts: [1])
    let caller = directory.insert(b, targetPort: 1)
    var command = out(.register, newKey: 1)
    command.specifyInitiatorPorts = true
    #expect(directory.nexuses(namedBy: command, transportIDs: [a, device], from: caller).listed == nil)
    #expect(directory.nexuses(namedBy: command, transportIDs: [device, a], from: caller).listed == nil)
    #expect(directory.count == 1, "nobody is known by a list that means nobody")
  }

  @Test("REGISTER AND MOVE names one port through one target port, and neither itself nor a device")
  func moving() {
    var directory = NexusDirectory(targetPorts: [1, 2])
    let caller = directory.insert(a, targetPort: 1)
    func destination(_ transportIDs: [TransportID], _ targetPort: UInt16) -> NexusDirectory.Entry? {
      var command = out(.registerAndMove, newKey: 1)
      command.relativeTargetPort = targetPort
      var directory = directory
      return directory.nexuses(namedBy: command, transportIDs: transportIDs, from: caller).listed.map { directory[$0[0]] }
    }
    #expect(destination([b], 2) == .init(initiatorPort: b, targetPort: 2))
    #expect(destination([b], 3) == nil, "no such target port")
    #expect(destination([a], 1) == nil, "itself")
    #expect(destination([a], 2) == nil, "its own initiator port")
    #expect(destination([device], 2) == nil, "a device is no port")
    #expect(destination([], 2) == nil && destination([b, b], 2) == nil)
  }

  @Test("Where sessions are nexuses, each login is a new nexus, and names mean the latest")
  func sessions() {
    var directory = NexusDirectory(targetPorts: [1], profile: .tgt)
    let first = directory.login(a, targetPort: 1)
    let second = directory.login(a, targetPort: 1)
    #expect(first != second)
    #expect(directory.find(a, targetPort: 1) == second)
    #expect(directory.insert(a, targetPort: 1) == second)
  }
}
