/// The name of a SCSI initiator port (SPC-4 7.6.4). With a relative target port identifier it names an I_T nexus.
public enum TransportID: Hashable, Sendable {
  /// N_Port_Name (worldwide port name).
  case fibreChannel(UInt64)
  /// iSCSI name of the initiator device, and the ISID of the session where the port is meant (format 01b); nil for every port of
  /// the device (format 00b). The ISID is 48 bits.
  case iSCSI(name: String, isid: UInt64?)
  /// SAS address.
  case sas(UInt64)
}
