import ISCSIWire
import Testing

extension Examples {
  @Test func iscsiwire() throws {
    var login = LoginRequest()
    login.transits = true
    login.currentStage = .operational
    login.nextStage = .fullFeature
    let bytes = PDU(.loginRequest(login), data: Array("InitiatorName=iqn.2026-11.org.example:host".utf8) + [0]).encoded()

    var decoder = PDUDecoder()
    decoder.receive(bytes.prefix(50))
    let tooEarly = try decoder.next()
    decoder.receive(bytes.dropFirst(50))
    let pdu = try decoder.next()

    #expect(tooEarly == nil)
    #expect(pdu?.header == .loginRequest(login) && pdu?.data.count == 43)
  }
}
