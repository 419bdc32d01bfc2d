import ISCSIWire

/// What a connection asks of its target.
enum ConnectionAction {
  case send(PDU)
  /// The login is over; `Connection.parameters` say what was agreed. The response that says so was sent before.
  case loggedIn
  /// This SCSI command's turn has come.
  case command(initiatorTaskTag: UInt32)
  /// All data that the command wanted is there.
  case dataComplete(initiatorTaskTag: UInt32)
  case manage(TaskManagementRequest)
  /// The initiator said good-bye; what was sent last answers it.
  case loggedOut
  /// The connection cannot go on, for this reason.
  case fail(ProtocolViolation)
}
