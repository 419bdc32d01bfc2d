import ReservationReference
import Reservations
import SCSIWire

/// Two bytes of settings, then steps at the reservations of one unit. With the standard profile the reference goes through the
/// same; that both answer alike is for the tests of the reference to say.
func exerciseReservations(_ reader: inout ByteReader) throws(Discrepancy) -> Reception {
  var unit = FuzzedUnit(reader.byte(), reader.byte())
  var reception = Reception.refused
  while !reader.isEmpty {
    let step = reader.byte()
    if step & 0x80 == 0 {
      if try unit.begin(cdb: reader.shortPiece(), list: reader.piece(), from: unit.nexuses[Int(step & 3)]) {
        reception = .decoded
      }
    } else {
      try unit.happen(step)
    }
    if let broken = unit.access.brokenInvariant { throw Discrepancy(broken) }
  }
  return reception
}

/// A logical unit's reservations as a device server holds them, and beside them the reference.
struct FuzzedUnit {
  static let ports: [TransportID] = [
    .fibreChannel(0x2100_0000_0000_0001), .iSCSI(name: "iqn.2026-11.org.example:a", isid: 0x8000_0000_0001),
    .iSCSI(name: "iqn.2026-11.org.example:a", isid: 0x8000_0000_0002), .sas(0x5000_0000_0000_0001),
  ]
  static let targetPorts: [UInt16] = [1, 2]

  var access: LogicalUnitAccess
  private var directory: NexusDirectory
  private(set) var nexuses: [NexusID] = []
  private var effects = ReservationEffects()
  private var reference: ReferenceUnit

  init(_ profile: UInt8, _ flags: UInt8) {
    let profiles = ReservationProfile.all
    var rules = ReservationRules(profile: profiles[Int(profile) % profiles.count].profile)
    rules.dialect = flags & 1 == 0 ? .spc4 : .spc2
    rules.hasElements = flags & 2 != 0
    rules.supportsPersistence = flags & 4 == 0
    rules.handlesCompatibleReservations = flags & 8 != 0
    if flags & 16 != 0 { rules.registrationLimit = 3 }
    let control = LogicalUnitAccess.Control(
      taskAbortedStatus: flags & 32 != 0, noUnitAttentionOnRelease: flags & 64 != 0)
    access = LogicalUnitAccess(rules: rules, control: control)
    directory = NexusDirectory(targetPorts: Self.targetPorts, profile: rules.profile)
    reference = ReferenceUnit(
      ReferenceUnit.Settings(
        dialect: flags & 1 == 0 ? .spc4 : .spc2, targetPorts: Self.targetPorts, hasElements: rules.hasElements))
    for (index, port) in Self.ports.enumerated() {
      nexuses.append(directory.login(port, targetPort: Self.targetPorts[index / 2]))
      access.loggedIn(nexuses[index], in: directory)
    }
  }

  /// True when the command was enabled.
  mutating func begin(cdb: [UInt8], list: [UInt8], from nexus: NexusID) throws(Discrepancy) -> Bool {
    // The reference takes CDBs that were found to be whole.
    if let operation = cdb.first.flatMap(OperationCode.init), cdb.count >= operation.cdbLength {
      let name = directory[nexus]
      _ = reference.begin(cdb: cdb, parameterList: list, from: .init(name.initiatorPort, name.targetPort))
    }
    guard let command = try? Command.decode(cdb: cdb, parameterList: list), access.refusal(of: command, from: nexus) == nil
    else { return false }
    switch command {
    case .reserve: _ = access.reserve(from: nexus)
    case .release: _ = access.release(from: nexus)
    case .persistentReserveIn(let request): try read(request)
    case .persistentReserveOut(let out):
      let ids = (try? out.transportIDs(inParameterList: list)) ?? []
      let named = directory.nexuses(namedBy: out, transportIDs: ids, from: nexus)
      let completion = access.perform(out, naming: named, from: nexus, effects: &effects)
      if completion == .good { access.tasksCleared(of: effects.aborted, by: nexus) }
    default: break
    }
    return true
  }

  /// Parameter data must be such that an initiator can read them.
  private func read(_ request: PersistentReserveIn) throws(Discrepancy) {
    guard let data = access.reserveInData(request, in: directory) else { return }
    guard data.count <= request.allocationLength else {
      throw Discrepancy("\(data.count) bytes where \(request.allocationLength) are allocated")
    }
    guard data.count >= 8 else { return }
    do throws(WireError) {
      switch request.serviceAction {
      case .readKeys: _ = try ReadKeysData.decode(data)
      case .readReservation: _ = try ReadReservationData.decode(data)
      case .reportCapabilities: _ = try PersistentReservationCapabilities.decode(data)
      case .readFullStatus: _ = try FullStatusData.decode(data)
      }
    } catch {
      throw Discrepancy("\(data) cannot be read: \(error)")
    }
  }

  mutating func happen(_ step: UInt8) throws(Discrepancy) {
    let nexus = nexuses[Int(step & 3)]
    switch step >> 2 & 7 {
    case 0: access.nexusLost(nexus)
    case 1: access.loggedIn(nexus, in: directory)
    case 2: access.logicalUnitReset()
    case 3: access.targetReset()
    case 4: access.powerLost()
    case 5: if access.readiness == .restoring { access.restoreFinished() }
    case 6: if access.readiness == .restoring { access.persistentInformationLost() }
    default:
      let image = access.persistentImage(in: directory)
      guard access.restore(from: image, directory: &directory) else {
        throw Discrepancy("its own image is refused: \(String(describing: image))")
      }
    }
  }
}
