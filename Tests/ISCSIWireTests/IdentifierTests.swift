import ISCSIWire
import Testing

struct IdentifierTests {
  @Test func `an initiator port is named by its node and its ISID`() {
    let port = InitiatorPort(name: "iqn.1998-01.com.example:host,a", isid: ISID(rawValue: 0x0002_3d00_0001))
    #expect(port.description == "iqn.1998-01.com.example:host,a,i,0x00023d000001")
    #expect(InitiatorPort(port.description) == port)
    #expect(InitiatorPort("iqn.1998-01.com.example:host,a,i,0x23D000001") == port)
  }

  @Test(
    arguments: [
      "", "iqn.example", ",i,0x1", "iqn.example,i,0x", "iqn.example,i,1", "iqn.example,t,0x1", "iqn.example,i,0x+1",
      "iqn.example,i,0x1234567890123", "iqn.example,i,0x12g",
    ]) func `what is no initiator port is not read as one`(_ text: String)
  {
    #expect(InitiatorPort(text) == nil)
  }

  @Test func `an ISID has 48 bits`() {
    #expect(ISID(rawValue: 0xffff_1234_5678_9abc).rawValue == 0x1234_5678_9abc)
    #expect(ISID(rawValue: 0xab).description == "0000000000ab")
  }

  @Test func `an address has its portal group behind it, and brackets around IPv6`() {
    #expect(TargetAddress(host: "127.0.0.1", port: 3260, portalGroupTag: 1).description == "127.0.0.1:3260,1")
    #expect(TargetAddress(host: "::1", port: 3261, portalGroupTag: 2).description == "[::1]:3261,2")
  }
}
