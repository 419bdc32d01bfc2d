/// The register of fault kinds: one line each.
public enum FaultKinds {
  public static var all: [any FaultKind.Type] {
    [
      LinkDown.self,
      LinkStall.self,
      PortStall.self,
      MediaSlow.self,
      HostPause.self,
      LinkSlow.self,
      LinkLoss.self,
      SwitchCrash.self,
      SwitchStall.self,
      ControllerStall.self,
      MediaHang.self,
      HBAReset.self,
    ]
  }
}
