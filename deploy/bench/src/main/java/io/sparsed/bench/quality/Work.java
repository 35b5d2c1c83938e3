package io.sparsed.bench.quality;

import java.util.List;

/**
 * A Work is what an answer costs, the mean of several.
 *
 * @param flops floating-point operations
 * @param share share of the operations that the full computation needs for the same prompts
 * @param full forwards that computed all rows
 * @param reused forwards that computed their active rows only
 */
record Work(double flops, double share, double full, double reused) {
  /**
   * Returns the mean over results.
   *
   * @param results results of a policy, at least one
   * @param dense results of the full computation for the same prompts, at least one
   */
  static Work mean(List<SampleResult> results, List<SampleResult> dense) {
    double flops = flops(results);
    return new Work(
        flops,
        flops / flops(dense),
        results.stream().mapToInt(SampleResult::full).average().orElseThrow(),
        results.stream().mapToInt(SampleResult::reused).average().orElseThrow());
  }

  private static double flops(List<SampleResult> results) {
    return results.stream().mapToDouble(SampleResult::flops).average().orElseThrow();
  }
}
