package io.sparsed.bench.patterns;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.SparseOptions;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.diffusion.Sparsity.ScoreScale;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.worker.DeviceOptions;
import io.sparsed.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model generates what, and which patterns are taken from it. */
final class RunFlags {
  /** Sampling noise is the same in every run. */
  private static final long SEED = 0;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Checkpoint folder as Hugging Face publishes it, or demo-dream. Without it: the demo model.")
  private @Nullable Path model;

  @Mixin private final DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--gen-length",
      paramLabel = "TOKENS",
      description = "Tokens to generate. Default: ${DEFAULT-VALUE}.")
  private int genLength = 64;

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description = "Denoising steps. Default: one a token.")
  private @Nullable Integer steps;

  @Option(
      names = "--block-size",
      paramLabel = "TOKENS",
      description =
          "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: ${DEFAULT-VALUE}.")
  private int blockSize = 32;

  @Option(
      names = "--select",
      paramLabel = "SHARE",
      description =
          "Share of the key blocks that each query block keeps. Default: ${DEFAULT-VALUE}.")
  private double select = 0.3;

  @Option(
      names = "--skip",
      paramLabel = "SHARE",
      description =
          "Share of the steps before the one whose pattern SparseD takes. Default: ${DEFAULT-VALUE}.")
  private double skip = 0.2;

  @Option(
      names = "--every",
      paramLabel = "STEPS",
      description = "Look at one step in so many. Default: what comes to about 32 steps.")
  private int every;

  Optional<Path> model() {
    return Optional.ofNullable(model);
  }

  WorkerConfig worker(Path checkpoint) {
    return WorkerConfig.of(checkpoint).withCompute(device.compute());
  }

  DiffusionOptions diffusion() {
    return DiffusionOptions.builder().genLength(genLength).steps(steps()).seed(SEED).build();
  }

  /** Dense at every step; the other options are checked, as for any request. */
  SparseOptions dense() {
    return SparseOptions.builder()
        .origin(true)
        .skip(skip)
        .select(select)
        .blockSize(blockSize)
        .build();
  }

  /**
   * The sparsity whose patterns are looked at.
   *
   * @throws UsageException if an option is out of range
   */
  Sparsity sparsity() {
    return UsageException.ifRefused(
        () -> new Sparsity(false, skip, select, blockSize, ScoreScale.REFERENCE));
  }

  /**
   * The steps to look at.
   *
   * @throws UsageException if SparseD would take no pattern
   */
  StepChoice choice() {
    return StepChoice.of(steps(), sparsity(), every);
  }

  private int steps() {
    return steps == null ? genLength : steps;
  }
}
