package io.sparsed.bench.latency;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.device.BatchPolicy;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.RandomWeights;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model that is timed, and the device that runs it. */
final class BenchModel {
  @Option(
      names = "--shape",
      paramLabel = "NAME",
      defaultValue = "llada-8b",
      description =
          "Random weights of a shape: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private NamedShape shape = NamedShape.LLADA_8B;

  @Option(names = "--model", paramLabel = "DIR", description = "A checkpoint folder instead.")
  private @Nullable Path folder;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N. Default: auto.")
  private String device = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "float32, bfloat16 or float16. Default: ${DEFAULT-VALUE}.")
  private ElementType type = ElementType.BFLOAT16;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "full, or fp8 for the linear layers, on Hopper and in bfloat16. Default: full.")
  private Precision precision = Precision.FULL;

  @Option(
      names = "--kernels",
      paramLabel = "FILE",
      description = "Library of CUDA kernels, instead of the one that was built in.")
  private @Nullable Path kernels;

  /**
   * A model on its device.
   *
   * @param device loaded
   * @param checkpoint outlives the weights, where there is one
   */
  record Loaded(
      String name,
      ModelCard card,
      ElementType type,
      DeviceThread device,
      Optional<Checkpoint> checkpoint)
      implements AutoCloseable {
    @Override
    public void close() {
      device.close();
      checkpoint.ifPresent(Checkpoint::close);
    }
  }

  /** Loads it. */
  Loaded load(PatternStore patterns) throws IOException {
    Optional<Checkpoint> opened =
        folder == null ? Optional.empty() : Optional.of(Checkpoint.open(folder));
    ModelCard card =
        opened
            .map(checkpoint -> checkpoint.card(type))
            .orElseGet(() -> RandomModel.card(shape.spec(), type));
    // forwards run one at a time here
    DeviceThread thread =
        new DeviceThread(
            () -> onItsThread(opened, card, patterns),
            new BatchPolicy(1, 1),
            1,
            new SimpleMeterRegistry());
    try {
      thread.ready().join();
    } catch (CompletionException e) {
      thread.close();
      opened.ifPresent(Checkpoint::close);
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    String name =
        folder == null ? shape + ", random weights" : String.valueOf(folder.getFileName());
    return new Loaded(name, card, type, thread, opened);
  }

  private ModelRunner onItsThread(
      Optional<Checkpoint> opened, ModelCard card, PatternStore patterns) {
    Torch torch = Torch.open(device);
    WeightSource weights =
        opened
            .map(checkpoint -> checkpoint.weights(torch, type))
            .orElseGet(() -> new RandomWeights(torch, card.spec(), type));
    Kernels found = Kernels.find(torch, type, Optional.ofNullable(kernels));
    return new ModelRunner(torch, found, card.spec(), weights, patterns, precision);
  }
}
