/// The parts of the world are targets of their own; whoever uses the world sees their configurations through it.
@_exported import ArrayModel
@_exported import ClusterModel
@_exported import FabricModel
@_exported import HostModel
@_exported import Interconnect
