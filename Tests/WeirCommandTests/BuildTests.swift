import Foundation
import Testing

/// `make test` builds the tool in debug before it tests in release, so that this has something to compare.
@Suite(.enabled(if: Weir.toolOfOtherBuild != nil, "only one configuration is built")) struct BuildTests {
  @Test(arguments: ["none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort"])
  func `debug and release run the same events`(method: String) throws {
    let scratch = try Scratch()
    let model = try scratch.file("stall.yaml", stallModel)
    let other = try #require(Weir.toolOfOtherBuild)
    for permuted in ["false", "true"] {
      let arguments = [
        "run", model, "--barrier", method, "--format", "json", "--set", "run.permute_equal_instants=\(permuted)", "--digest-at",
        "40s",
      ]
      let (here, there) = (try Weir(arguments), try Weir(arguments, tool: other))
      #expect(here.status == 0 && here.output.contains("\"digest\""))
      // Counts, latencies and both digests: everything that a run reports.
      #expect(here.output == there.output)
    }
  }
}
