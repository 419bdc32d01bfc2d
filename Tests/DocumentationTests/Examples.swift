import Testing

/// The examples of the documentation catalogues, run. Each is in a file of its own, with the imports of the example.
@Suite struct Examples {}
