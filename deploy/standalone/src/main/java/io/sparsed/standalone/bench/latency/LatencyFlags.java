package io.sparsed.standalone.bench.latency;

import io.sparsed.standalone.failure.UsageException;
import io.sparsed.worker.attention.PatternShape;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which steps are timed. */
final class LatencyFlags {
  @Option(
      names = "--tokens",
      split = ",",
      paramLabel = "N",
      defaultValue = "1024,2048,4096,8192,16384,32768,65536",
      description = "Canvas lengths. Default: ${DEFAULT-VALUE}.")
  List<Integer> tokens = List.of();

  @Option(
      names = "--gen-length",
      paramLabel = "N",
      defaultValue = "128",
      description = "Generated tokens among them. Default: ${DEFAULT-VALUE}.")
  int genLength;

  @Option(
      names = "--select",
      split = ",",
      paramLabel = "SHARE",
      defaultValue = "0.3,0.1,0.5",
      description =
          "Shares of the blocks kept, all with the first block size. Default: ${DEFAULT-VALUE}.")
  List<Double> select = List.of();

  @Option(
      names = "--block-size",
      split = ",",
      paramLabel = "N",
      defaultValue = "128,64,32",
      description = "Block sizes, all with the first share. Default: ${DEFAULT-VALUE}.")
  List<Integer> blockSize = List.of();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each step, after one for warm-up. Default: ${DEFAULT-VALUE}.")
  int runs;

  /** Refuses what cannot be measured. */
  void check() {
    if (runs < 1 || genLength < 1 || tokens.stream().anyMatch(n -> n <= genLength)) {
      throw new UsageException("a canvas is longer than --gen-length, and --runs is positive");
    }
    if (!select.stream().allMatch(share -> share > 0 && share <= 1)) {
      throw new UsageException("--select is above 0 and at most 1");
    }
    if (!blockSize.stream().allMatch(PatternShape::isBlockSize)) {
      throw new UsageException("--block-size is 16, 32, 64, 128 or 256");
    }
  }

  /** The patterns to take, the first of them the one that answers are composed with. */
  List<StepKind.Pattern> patterns() {
    return Stream.concat(
            blockSize.stream().map(size -> new StepKind.Pattern(select.getFirst(), size)),
            select.stream().map(share -> new StepKind.Pattern(share, blockSize.getFirst())))
        .distinct()
        .toList();
  }
}
