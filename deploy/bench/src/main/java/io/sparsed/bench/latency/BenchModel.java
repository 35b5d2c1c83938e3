package io.sparsed.bench.latency;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.DeviceOptions;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.checkpoint.GenerationDefaults;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.checkpoint.TokenizerFiles;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.device.BatchPolicy;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Devices;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.device.Replicas;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.RandomWeights;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the model that is timed, and of the device that runs it. */
final class BenchModel {
  @Option(
      names = "--shape",
      defaultValue = "llada-8b",
      description =
          "Random weights of a shape: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private NamedShape shape = NamedShape.LLADA_8B;

  @Option(names = "--model", paramLabel = "DIR", description = "A checkpoint folder instead.")
  private @Nullable Path folder;

  @Option(names = "--device", description = "auto, cpu, cuda or cuda:N. Default: auto.")
  private Optional<String> device = Optional.empty();

  @Option(
      names = "--devices",
      split = ",",
      paramLabel = "N",
      description = "GPUs of this machine that compute each step together: 0,1,2,3.")
  private List<String> devices = List.of();

  @Option(
      names = "--dtype",
      defaultValue = "bfloat16",
      description = "float32, bfloat16 or float16. Default: ${DEFAULT-VALUE}.")
  private ElementType type = ElementType.BFLOAT16;

  @Option(
      names = "--precision",
      description =
          "full; or, on Hopper and in bfloat16, fp8-linear for linear layers in fp8, or fp8 for"
              + " attention too. Default: full.")
  private Precision precision = Precision.FULL;

  @Option(
      names = "--kernels",
      description = "Library of CUDA kernels, instead of the one that was built in.")
  private @Nullable Path kernels;

  /**
   * A model on its device.
   *
   * @param name name for the report
   * @param card facts of the model
   * @param type type of weights and activations
   * @param device thread that owns the device
   * @param checkpoint checkpoint of the weights, if they are not random; closed after the device
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

  /**
   * Loads the model.
   *
   * @param patterns store of the patterns that its forwards take
   */
  Loaded load(PatternStore patterns) throws IOException {
    Optional<Checkpoint> opened =
        folder == null ? Optional.empty() : Optional.of(Checkpoint.open(folder));
    ModelCard card =
        opened
            .map(checkpoint -> checkpoint.card(type))
            .orElseGet(() -> randomCard(shape.spec(), type));
    // Forwards run one at a time.
    DeviceThread thread =
        new DeviceThread(
            () -> runner(opened, card, patterns),
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

  private static ModelCard randomCard(ModelSpec spec, ElementType type) {
    long parameters =
        spec.architecture().tensorNames().shapes(spec).values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
            .sum();
    return new ModelCard(
        spec,
        "random",
        new TokenizerFiles(List.of()),
        GenerationDefaults.NONE,
        parameters * type.bytes());
  }

  private ModelRunner runner(Optional<Checkpoint> opened, ModelCard card, PatternStore patterns) {
    Replicas replicas =
        new Replicas(
            Devices.open(DeviceOptions.names(device, devices)),
            card.spec(),
            torch -> source(torch, opened, card),
            precision);
    return new ModelRunner(replicas, patterns, Long.MAX_VALUE);
  }

  private Replicas.Source source(Torch torch, Optional<Checkpoint> opened, ModelCard card) {
    WeightSource weights =
        opened
            .map(checkpoint -> checkpoint.weights(torch, type))
            .orElseGet(() -> new RandomWeights(torch, card.spec(), type));
    return new Replicas.Source(Kernels.find(torch, type, Optional.ofNullable(kernels)), weights);
  }
}
