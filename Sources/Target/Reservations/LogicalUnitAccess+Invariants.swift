extension LogicalUnitAccess {
  /// What must hold between any two calls; the first broken rule in words, nil if the unit is sound. O(nexuses).
  public var brokenInvariant: String? {
    if let broken = table.brokenInvariant { return broken }
    if isPlain != hasNothingSpecial { return "the fast path is open or closed by mistake" }
    if legacyHolder != nil && table.registrantCount > 0 { return "the unit is reserved in both ways" }
    if legacyHolder.map({ Int($0.index) >= attentions.count }) ?? false { return "a nexus never seen holds the unit" }
    if readiness == .restoring && table.isLost { return "lost information is being restored" }
    if table.keys.count != attentions.count { return "table and unit attentions know different nexuses" }
    if !profile.hasUnitAttentions && attentions.contains(where: { !$0.isEmpty }) { return "a unit attention is pending" }
    return nil
  }
}
