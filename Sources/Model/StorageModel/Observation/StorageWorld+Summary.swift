/// What a run that has drained must have none of.
extension StorageWorld {
  /// Commands that could still act.
  public var liveAttempts: Int { attempts.count }
  /// I/Os without an answer.
  public var liveOperations: Int { operations.count }
}
