package io.sparsed.bench.quality;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.policy.Suite;
import io.sparsed.bench.quality.result.Settings;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.worker.DeviceOptions;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.attention.PatternShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the quality bench runs. */
final class QualityFlags {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Checkpoint folder or a demo model. Default: demo.")
  private @Nullable Path model;

  @Mixin private final DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      description = "Workers on the device, each with the model and a thread. Default: 1.")
  int workers = 1;

  @Option(
      names = "--concurrency",
      paramLabel = "COUNT",
      description = "Prompts in flight. Default: two a worker.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--tasks",
      paramLabel = "FILE",
      description =
          "Prompts as JSON lines: task, length, messages, expected. Default: held-out prompts of the"
              + " demo model, 40 of each kind and length.")
  private @Nullable Path tasks;

  @Option(
      names = "--samples",
      paramLabel = "COUNT",
      description = "Prompts of each kind and length. Default: 1, for a first look.")
  int samples = 1;

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "TOKENS",
      description = "Canvas lengths. Default: 512,1024; there are 2048 and 4096 too, and 128.")
  private List<Integer> lengths = List.of(512, 1024);

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description =
          "Attention policies: dense, sparsed-0.3-skip-0.2, window-0.3, ... Default: all of the"
              + " page docs/quality.md.")
  private List<String> policies = List.of();

  @Option(
      names = {"--gen-length", "--seq_len"},
      paramLabel = "TOKENS",
      description = "Tokens to generate. Default: 32.")
  private int genLength = 32;

  @Option(names = "--steps", paramLabel = "COUNT", description = "Denoising steps. Default: 32.")
  private int steps = 32;

  @Option(
      names = {"--block-length", "--block_length"},
      paramLabel = "TOKENS",
      description = "Tokens of a generation block; 0 for models without (Dream). Default: 32.")
  private int blockLength = 32;

  @Option(
      names = {"--block-size", "--block_size"},
      paramLabel = "TOKENS",
      description = "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: 32.")
  private int blockSize = 32;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy. Default: 0.")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Seed of sampling and of random blocks. Default: 0.")
  private long seed;

  Optional<Path> model() {
    return Optional.ofNullable(model);
  }

  Optional<Path> tasks() {
    return Optional.ofNullable(tasks);
  }

  int concurrency() {
    return concurrency == null ? 2 * workers : concurrency;
  }

  WorkerConfig worker(Path checkpoint) {
    return WorkerConfig.of(checkpoint).withCompute(device.compute());
  }

  Settings settings() {
    return new Settings(genLength, steps, blockLength, temperature, blockSize, seed);
  }

  Set<Integer> lengths() {
    return new TreeSet<>(lengths);
  }

  /** Those that were named, or all. */
  List<Policy> policies() {
    return policies.isEmpty()
        ? Suite.policies()
        : policies.stream()
            .distinct()
            .map(name -> UsageException.ifRefused(() -> Policy.parse(name)))
            .toList();
  }

  /**
   * Refuses what only this command would notice; the rest is the scheduler's to refuse.
   *
   * @throws UsageException if a flag is out of range
   */
  void check() {
    require(workers >= 1, "--workers must be 1 or more");
    require(concurrency() >= 1, "--concurrency must be 1 or more");
    require(samples >= 1, "--samples must be 1 or more");
    require(PatternShape.isBlockSize(blockSize), "--block-size must be 16, 32, 64, 128 or 256");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new UsageException(sentence);
    }
  }
}
