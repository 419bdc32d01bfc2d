/// What all logical units of an array have in common.
public struct DiskArray: Hashable, Sendable {
  /// What people call the array.
  public var name: String
  /// The names of its logical units are made from it.
  public var serial: ArraySerial
  /// Target ports in the order of their indices.
  public var ports: [TargetPortIdentity]
  /// Logical units have the numbers from 0 to one less.
  public var unitCount: Int

  public init(name: String, serial: ArraySerial, ports: [TargetPortIdentity], unitCount: Int) {
    self.name = name
    self.serial = serial
    self.ports = ports
    self.unitCount = unitCount
  }
}

/// A target port as initiators see it.
public struct TargetPortIdentity: Hashable, Sendable {
  /// Relative target port identifier, from 1.
  public var relativeIdentifier: UInt16
  /// Target port group, whose ports share one asymmetric access state.
  public var group: UInt16
  /// SCSI name string, for iSCSI `iqn...,t,0x0001`.
  public var name: String

  public init(relativeIdentifier: UInt16, group: UInt16 = 1, name: String) {
    self.relativeIdentifier = relativeIdentifier
    self.group = group
    self.name = name
  }
}
