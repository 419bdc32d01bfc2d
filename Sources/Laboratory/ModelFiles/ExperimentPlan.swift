/// What an experiment file says, before points are formed.
struct ExperimentPlan {
  var name: String?
  var model = ""
  var seed: UInt64 = 1
  var replications = 1
  /// Apply at every point, before its own overrides.
  var fixed: [Override] = []
  var factors: [Factor] = []
  var exclusions: [Exclusion] = []
  var listed: [ListedPoint] = []

  /// One dimension of the full factorial.
  struct Factor {
    var name: String
    var location: SourceLocation
    var levels: [Level]
  }

  struct Level {
    var label: String
    var overrides: [Override]
  }

  /// Points that have one of the labels of every condition are left out.
  struct Exclusion {
    struct Condition {
      var factor: String
      var labels: [String]
      var location: SourceLocation
    }

    var conditions: [Condition]
  }

  /// A point that is written out.
  struct ListedPoint {
    var name: String?
    var entries: [SourceNode.Entry]
  }
}
