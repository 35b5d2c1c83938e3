package io.sparsed.bench.latency;

import io.sparsed.standalone.failure.UsageException;
import io.sparsed.worker.attention.PatternShape;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The flags that say which steps are timed. */
final class LatencyFlags {
  @Option(
      names = "--tokens",
      split = ",",
      defaultValue = "1024,2048,4096,8192,16384,32768,65536",
      description = "Canvas lengths. Default: ${DEFAULT-VALUE}.")
  List<Integer> tokens = List.of();

  @Option(
      names = "--gen-length",
      defaultValue = "128",
      description = "Generated tokens among them. Default: ${DEFAULT-VALUE}.")
  int genLength;

  @Option(
      names = "--select",
      split = ",",
      defaultValue = "0.3,0.1,0.5",
      description =
          "Shares of the blocks kept, all with the first block size. Default: ${DEFAULT-VALUE}.")
  List<Double> select = List.of();

  @Option(
      names = "--block-size",
      split = ",",
      defaultValue = "128,64,32",
      description = "Block sizes, all with the first share. Default: ${DEFAULT-VALUE}.")
  List<Integer> blockSize = List.of();

  @Option(
      names = "--active-rows",
      defaultValue = "32",
      description = "Rows of a step that reuses keys and values. Default: ${DEFAULT-VALUE}.")
  int activeRows;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Timed runs of each step. Default: ${DEFAULT-VALUE}.")
  int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "1",
      description = "Of each step before it is timed, at least a run. Default: ${DEFAULT-VALUE}.")
  double warmUp;

  /** Throws a UsageException if a flag is out of range. */
  void check() {
    demand(genLength >= 1, "--gen-length is at least 1");
    demand(tokens.stream().allMatch(n -> n > genLength), "--tokens are more than --gen-length");
    demand(
        activeRows >= 1 && activeRows <= genLength,
        "--active-rows are 1 or more, and at most --gen-length");
    demand(runs >= 1, "--runs is at least 1");
    demand(
        select.stream().allMatch(share -> share > 0 && share <= 1),
        "--select is above 0 and at most 1");
    demand(
        blockSize.stream().allMatch(PatternShape::isBlockSize),
        "--block-size is 16, 32, 64, 128 or 256");
  }

  private static void demand(boolean holds, String otherwise) {
    if (!holds) {
      throw new UsageException(otherwise);
    }
  }

  /** Returns the patterns to take; answers are composed with the first. */
  List<StepKind> patterns() {
    return Stream.concat(
            blockSize.stream().map(size -> pattern(select.getFirst(), size)),
            select.stream().map(share -> pattern(share, blockSize.getFirst())))
        .distinct()
        .toList();
  }

  private static StepKind pattern(double select, int blockSize) {
    return new StepKind(StepKind.Attention.PATTERN, select, blockSize, 0);
  }
}
