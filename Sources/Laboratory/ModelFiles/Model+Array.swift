import Reservations
import StorageModel

extension ArrayConfiguration {
  mutating func read(_ array: inout MappingReader) {
    array.read("controllers", into: &controllers, as: .atLeast(1))
    array.read("ports", into: &portsPerController, as: .atLeast(1))
    array.read("logical_units", into: &logicalUnits, as: .atLeast(1))
    array.read("logical_unit_size", into: &logicalUnitSize, as: .givenSize)
    array.read("transfer", into: &transfer, as: .oneOf)
    array.read("port_latency", into: &portLatency, as: .duration)
    array.read("task_aborted_status", into: &taskAbortedStatus, as: .boolean)
    array.nested("media") { media.read(&$0) }
    array.nested("reservations") { reservations.read(&$0) }
    array.read("abort_time", into: &abortTime, as: .duration)
    array.read("eviction_timeout", into: &evictionTimeout, as: .positiveDuration)
    let names = ArrayDefect.allCases.map(\.rawValue).alternatives
    if let written = array.read("defects", as: .list(of: ValueForm<ArrayDefect>.oneOf, "a list of \(names)")) {
      defects = Set(written)
    }
  }
}

extension MediaConfiguration {
  mutating func read(_ media: inout MappingReader) {
    media.read("servers", into: &servers, as: .atLeast(1))
    media.read("read", into: &read, as: .distribution(of: .duration))
    media.read("write", into: &write, as: .distribution(of: .duration))
  }
}

extension ReservationConfiguration {
  mutating func read(_ reservations: inout MappingReader) {
    reservations.read("service_time", into: &serviceTime, as: .duration)
    reservations.read("aptpl", into: &persistThroughPowerLoss, as: .boolean)
    reservations.read("aptpl_time", into: &persistTime, as: .duration)
    reservations.read("profile", into: &rules.profile, as: .word(ReservationProfile.all.map { ($0.name, $0.profile) }))
    reservations.read("dialect", into: &rules.dialect, as: .word([("spc-2", .spc2), ("spc-4", .spc4)]))
    reservations.read("registration_limit", into: &rules.registrationLimit, as: .atLeast(1))
    reservations.read("crh", into: &rules.handlesCompatibleReservations, as: .boolean)
    reservations.read("nuar", into: &noUnitAttentionOnRelease, as: .boolean)
  }
}
