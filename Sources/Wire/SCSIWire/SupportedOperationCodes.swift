/// One command as REPORT SUPPORTED OPERATION CODES knows it: an operation code and, where it has them, a service action.
public struct SupportedCommand: BitwiseCopyable, Hashable, Sendable {
  public var operationCode: OperationCode
  public var serviceAction: UInt8?
  public init(_ operationCode: OperationCode, serviceAction: UInt8? = nil) {
    self.operationCode = operationCode
    self.serviceAction = serviceAction
  }

  /// Every command that decodes to a `Command`, in ascending order.
  public static let all: [SupportedCommand] = OperationCode.allCases.flatMap { operation in
    operation.serviceActions.isEmpty
      ? [SupportedCommand(operation)] : operation.serviceActions.map { SupportedCommand(operation, serviceAction: $0) }
  }

  /// CDB USAGE DATA: the operation code, the service action, and a one in each other bit that is looked at (SPC-4 6.35.3).
  public var usage: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: operationCode.cdbLength)
    for field in operationCode.fields(serviceAction: serviceAction) where field.isRead { bytes[field] = field.mask }
    bytes[0] = operationCode.rawValue
    if let serviceAction { bytes[CDBField.reserveInServiceAction] = UInt64(serviceAction) }
    return bytes
  }
}

/// What REPORT SUPPORTED OPERATION CODES reports: the commands of a logical unit, all with the same timeouts.
public struct SupportedOperationCodes: Hashable, Sendable {
  /// In ascending order.
  public var commands: [SupportedCommand]
  /// Seconds; 0 says nothing.
  public var nominalTimeout: UInt32 = 0
  /// Seconds; 0 says nothing.
  public var recommendedTimeout: UInt32 = 0
  public init(_ commands: [SupportedCommand] = SupportedCommand.all) { self.commands = commands }
}

enum OperationCodesField {
  // All commands (SPC-4 tables 288, 289).
  static let dataLength = Field("COMMAND DATA LENGTH", 0...3)
  static let headerLength = 4
  static let operationCode = Field("OPERATION CODE", 0) { operationName(UInt8($0)) }
  static let serviceAction = Field("SERVICE ACTION", 2...3)
  static let hasTimeouts = Field("CTDP", 5, bits: 1...1)
  static let hasServiceAction = Field("SERVACTV", 5, bits: 0...0)
  static let cdbLength = Field("CDB LENGTH", 6...7)
  static let descriptor = [operationCode, serviceAction, hasTimeouts, hasServiceAction, cdbLength]
  static let descriptorLength = 8
  // One command (SPC-4 table 290).
  static let oneHasTimeouts = Field("CTDP", 1, bits: 7...7)
  static let support = Field("SUPPORT", 1, bits: 0...2) { $0 == 1 ? "not supported" : $0 == 3 ? "supported" : nil }
  static let cdbSize = Field("CDB SIZE", 2...3)
  static let one = [oneHasTimeouts, support, cdbSize]
  // Command timeouts descriptor (SPC-4 table 292).
  static let timeoutsLength = Field("DESCRIPTOR LENGTH", 0...1)
  static let nominalTimeout = Field("NOMINAL COMMAND PROCESSING TIMEOUT", 4...7)
  static let recommendedTimeout = Field("RECOMMENDED COMMAND TIMEOUT", 8...11)
  static let timeouts = [timeoutsLength, nominalTimeout, recommendedTimeout]
  static let timeoutsEncodedLength = 12
}

extension SupportedOperationCodes {
  /// The parameter data for a request, cut off at its allocation length.
  ///
  /// - Throws: INVALID FIELD IN CDB when the request asks for an operation code with service actions without naming one, or names
  ///   one of an operation code that has none.
  public func data(for request: SupportedOperationCodesRequest) throws(WireError) -> [UInt8] {
    let bytes = request.option == .all ? allCommands(request.returnTimeouts) : try oneCommand(request)
    return Array(bytes.prefix(Int(request.allocationLength)))
  }

  private func allCommands(_ returnTimeouts: Bool) -> [UInt8] {
    typealias Fields = OperationCodesField
    var bytes = [UInt8](repeating: 0, count: Fields.headerLength)
    for command in commands {
      let start = bytes.count
      bytes += [UInt8](repeating: 0, count: Fields.descriptorLength)
      bytes[Fields.operationCode, at: start] = UInt64(command.operationCode.rawValue)
      bytes[Fields.serviceAction, at: start] = UInt64(command.serviceAction ?? 0)
      bytes.set(Fields.hasServiceAction, command.serviceAction != nil, at: start)
      bytes.set(Fields.hasTimeouts, returnTimeouts, at: start)
      bytes[Fields.cdbLength, at: start] = UInt64(command.operationCode.cdbLength)
      if returnTimeouts { bytes += timeoutsDescriptor }
    }
    bytes[Fields.dataLength] = UInt64(bytes.count - Fields.headerLength)
    return bytes
  }

  private func oneCommand(_ request: SupportedOperationCodesRequest) throws(WireError) -> [UInt8] {
    typealias Fields = OperationCodesField
    let candidates = commands.filter { $0.operationCode.rawValue == request.operationCode }
    let hasServiceActions = candidates.contains { $0.serviceAction != nil }
    switch request.option {
    case .operationCode where hasServiceActions:
      throw Self.error(request, expected: "REPORTING OPTIONS 2 or 3 for a command with service actions")
    case .serviceAction where !hasServiceActions && !candidates.isEmpty:
      throw Self.error(request, expected: "REPORTING OPTIONS 1 or 3 for a command without service actions")
    default: break
    }
    let command = candidates.first { $0.serviceAction == nil || $0.serviceAction.map(UInt16.init) == request.serviceAction }
    var bytes: [UInt8] = [0, 0, 0, 0]
    guard let command else {
      bytes[Fields.support] = 1
      return bytes
    }
    bytes[Fields.support] = 3
    bytes.set(Fields.oneHasTimeouts, request.returnTimeouts)
    bytes[Fields.cdbSize] = UInt64(command.operationCode.cdbLength)
    return bytes + command.usage + (request.returnTimeouts ? timeoutsDescriptor : [])
  }

  private var timeoutsDescriptor: [UInt8] {
    typealias Fields = OperationCodesField
    var bytes = [UInt8](repeating: 0, count: Fields.timeoutsEncodedLength)
    bytes[Fields.timeoutsLength] = UInt64(Fields.timeoutsEncodedLength - Fields.timeoutsLength.bytes.count)
    bytes[Fields.nominalTimeout] = UInt64(nominalTimeout)
    bytes[Fields.recommendedTimeout] = UInt64(recommendedTimeout)
    return bytes
  }

  private static func error(_ request: SupportedOperationCodesRequest, expected: String) -> WireError {
    let cdb = Command.reportSupportedOperationCodes(request).encodedCDB()
    return WireError(.cdb, CDBField.reportingOptions, in: cdb, expected: expected, sense: .invalidFieldInCDB)
  }
}
