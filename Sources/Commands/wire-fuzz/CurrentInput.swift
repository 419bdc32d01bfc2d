import Glibc

/// A file that always holds the input at hand, as the corpus has it: a trap ends the process, but not the mapping of the file.
struct CurrentInput: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer

  /// - Throws: when the file cannot be made.
  init(path: String) throws(FileError) {
    // Two digits for each byte, and one line break.
    let length = 2 * (Generator.lengthMax + 1)
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw FileError(path, "cannot be made") }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(length)) == 0,
      let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
    else { throw FileError(path, "cannot be mapped") }
    self.memory = UnsafeMutableRawBufferPointer(start: memory, count: length)
    self.memory.initializeMemory(as: UInt8.self, repeating: 0x0A)
  }

  deinit { munmap(memory.baseAddress, memory.count) }

  /// In hexadecimal; what the input before had more is overwritten with line breaks.
  mutating func set(_ input: [UInt8]) {
    var place = 0
    for byte in input.prefix(Generator.lengthMax) {
      memory[place] = Self.digits[Int(byte >> 4)]
      memory[place + 1] = Self.digits[Int(byte & 0x0F)]
      place += 2
    }
    while memory[place] != 0x0A {
      memory[place] = 0x0A
      place += 1
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}

/// A file that is of no use.
struct FileError: Error, CustomStringConvertible {
  var description: String
  init(_ path: String, _ reason: String) { description = "\(path): \(reason)" }
}
