package io.sparsed.bench.quality;

import io.sparsed.standalone.failure.UsageException;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.attention.PatternShape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code sparsed bench quality}. */
final class QualityFlags {
  @Mixin final ModelOptions model = new ModelOptions();

  @Option(
      names = "--workers",
      description = "Workers on the device, each with the model and a thread. Default: 1.")
  int workers = 1;

  @Option(names = "--concurrency", description = "Prompts in flight. Default: two a worker.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--tasks",
      description =
          "Prompts as JSON lines: task, length, messages, expected, gen_length. Default: held-out"
              + " prompts of the demo models, 40 of each kind and length.")
  private @Nullable Path tasks;

  @Option(
      names = "--samples",
      description = "Prompts of each kind and length. Default: 1, for a first look.")
  int samples = 1;

  @Option(
      names = "--lengths",
      split = ",",
      description = "Canvas lengths. Default: 512,1024; there are 2048 and 4096 too, and 128.")
  private List<Integer> lengths = List.of(512, 1024);

  @Option(
      names = "--suite",
      description =
          "Policies to compare: attention (default), which keys a step attends to; or reuse, of keys"
              + " and values, with several tokens a step.")
  private Suite suite = Suite.ATTENTION;

  @Option(
      names = "--policies",
      split = ",",
      description =
          "Policies to compare instead: dense, sparsed-0.3-skip-0.2, window-0.3, dense+dual-4,"
              + " sparsed-0.3-skip-0.2+prefix-8+threshold-0.9, ...")
  private List<String> policies = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "COUNT",
      description =
          "Ask no further prompt after this time; the report is of those that every policy answered."
              + " Default: no bound.")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = {"--gen-length", "--seq_len"},
      description = "Tokens to generate, where a prompt does not say how many. Default: 32.")
  private int genLength = 32;

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description =
          "Denoising steps of an answer of --gen-length tokens, of a longer one as many more."
              + " Default: one a token.")
  private @Nullable Integer steps;

  @Option(
      names = {"--block-length", "--block_length"},
      description = "Tokens of a generation block; Dream has some only with reuse. Default: 32.")
  private int blockLength = 32;

  @Option(
      names = {"--block-size", "--block_size"},
      description = "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: 32.")
  private int blockSize = 32;

  @Option(names = "--temperature", description = "Sampling temperature, 0 is greedy. Default: 0.")
  private double temperature;

  @Option(names = "--seed", description = "Seed of sampling and of random blocks. Default: 0.")
  private long seed;

  Optional<Path> tasks() {
    return Optional.ofNullable(tasks);
  }

  int concurrency() {
    return concurrency == null ? 2 * workers : concurrency;
  }

  RunSettings settings() {
    return new RunSettings(
        genLength, steps == null ? genLength : steps, blockLength, temperature, blockSize, seed);
  }

  Set<Integer> lengths() {
    return new TreeSet<>(lengths);
  }

  /** Returns the moment after which no further prompt is asked. */
  Instant end(Instant start) {
    return seconds.map(start::plusSeconds).orElse(Instant.MAX);
  }

  /** Returns the policies that were named, or those of the suite. */
  List<Policy> policies() {
    return policies.isEmpty()
        ? suite.policies()
        : policies.stream()
            .distinct()
            .map(name -> UsageException.ifRefused(() -> Policy.parse(name)))
            .toList();
  }

  /**
   * Checks the flags that only this command knows; the scheduler checks the rest.
   *
   * @throws UsageException if a flag is out of range
   */
  void check() {
    require(workers >= 1, "--workers must be 1 or more");
    require(concurrency() >= 1, "--concurrency must be 1 or more");
    require(seconds.orElse(1) >= 1, "--seconds must be 1 or more");
    require(samples >= 1, "--samples must be 1 or more");
    require(PatternShape.isBlockSize(blockSize), "--block-size must be 16, 32, 64, 128 or 256");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new UsageException(sentence);
    }
  }
}
