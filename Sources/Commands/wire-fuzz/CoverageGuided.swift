#if COVERAGE_GUIDED
  /// Where libFuzzer comes in, which brings its own `main`: it keeps the inputs that reach code that none reached before.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func exerciseOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do {
      _ = try exercise(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
      fatalError("\(error)")
    }
    return 0
  }
#endif
