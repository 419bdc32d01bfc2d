import StorageModel

/// An array without faults.
func liveArray(units: Int, ports: Int) throws -> LiveArray {
  var model = ModelConfiguration()
  model.array.controllers = 1
  model.array.portsPerController = ports
  model.array.logicalUnits = units
  return try LiveArray(plan: Plan(model), seed: 1)
}
