/// What a random number is for: part of its address, so that no draw shifts another. Raw values are never reused, for the parts
/// of the world draw from one source.
package enum RandomPurpose: UInt32 {
  case interarrival = 1
  case direction = 2
  case address = 3
  case size = 4
  case unit = 5
  case think = 6
  case mediaService = 7
  case faultStart = 8
  case faultLength = 9
  case frameLoss = 10
}
