import CISCSI

/// The targets that a portal knows of (SendTargets), each with its portals as the target writes them: host:port,group.
func discover(portal: String) throws -> [(target: String, portals: [String])] {
  guard let context = iscsi_create_context("iqn.2026-11.org.example.initiator:discovery") else {
    throw InitiatorError("libiscsi refuses the name")
  }
  defer { iscsi_destroy_context(context) }
  iscsi_set_noautoreconnect(context, 1)
  iscsi_set_timeout(context, 30)
  iscsi_set_session_type(context, ISCSI_SESSION_DISCOVERY)
  guard iscsi_connect_sync(context, portal) == 0, iscsi_login_sync(context) == 0,
    let found = iscsi_discovery_sync(context)
  else { throw InitiatorError(String(cString: iscsi_get_error(context))) }
  defer { iscsi_free_discovery_data(context, found) }
  return list(from: found, by: \.next).map { address in
    (String(cString: address.target_name), list(from: address.portals, by: \.next).map { String(cString: $0.portal) })
  }
}

/// The elements of a linked list of C.
private func list<Element>(
  from first: UnsafeMutablePointer<Element>?, by next: (Element) -> UnsafeMutablePointer<Element>?
) -> [Element] {
  var elements: [Element] = []
  var position = first
  while let element = position?.pointee {
    elements.append(element)
    position = next(element)
  }
  return elements
}
