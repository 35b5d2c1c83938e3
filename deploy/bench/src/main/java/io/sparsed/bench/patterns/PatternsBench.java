package io.sparsed.bench.patterns;

import io.grpc.StatusException;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sparsed bench patterns}: draws the blocks that heads keep, and counts what they share. */
@Command(
    name = "patterns",
    description =
        "Draws which key blocks each head keeps (--report), and tells how alike steps, heads and"
            + " neighbouring query blocks are, and what windows would miss.",
    mixinStandardHelpOptions = true)
public final class PatternsBench extends BenchmarkCommand {
  /** Canvas histories are long: steps times tokens. */
  private static final int MAX_INBOUND_BYTES = 256 << 20;

  @Mixin private final PatternsFlags flags = new PatternsFlags();

  @Override
  protected Report measure()
      throws IOException, InterruptedException, StatusException, ChatTemplateException {
    flags.check();
    try (ModelFolder folder = ModelFolder.of(flags.model.folder());
        TextCodec codec = codec(folder.path())) {
      WorkerConfig worker = flags.model.config(folder.path());
      TokenizedPrompt prompt = flags.prompt(codec);
      try (LocalServers servers =
              LocalServers.start(
                  worker,
                  workers ->
                      SchedulerConfig.of(workers)
                          .withMaxCanvasLength(OptionalInt.of(worker.limits().maxCanvasLength())));
          SparseDClient client =
              SparseDClient.builder("127.0.0.1:" + servers.schedulerPort())
                  .plaintext()
                  .maxInboundBytes(MAX_INBOUND_BYTES)
                  .build();
          PatternWorker patterns = new PatternWorker(servers.workerPort(), flags.sparsity())) {
        DenseGeneration generation = DenseGeneration.run(client, prompt, flags);
        return PatternsReport.of(
            Machine.describe(), generation, flags.sparsity(), observe(patterns, generation));
      }
    }
  }

  private static TextCodec codec(Path checkpoint) throws IOException {
    return LocalTokenizer.open(checkpoint)
        .orElseThrow(() -> new UsageException("the model has no tokenizer"));
  }

  /** Takes the pattern of every chosen step. */
  private Observation observe(PatternWorker worker, DenseGeneration generation)
      throws StatusException, InterruptedException {
    StepChoice choice = flags.choice();
    int prompt = generation.prompt().length();
    List<Snapshot> snapshots = new ArrayList<>();
    try (ProgressLine progress = new ProgressLine("patterns", choice.steps().size(), 0)) {
      for (int step : choice.steps()) {
        Pattern pattern = worker.patternOf(generation.canvasBefore(step), prompt);
        checkFits(pattern, choice.steps().size());
        snapshots.add(Snapshot.of(step, pattern, firstGeneration(pattern, prompt)));
        progress.step();
      }
    }
    return new Observation(snapshots, choice.steps().indexOf(choice.taken()));
  }

  /** Throws unless so many patterns fit into half of the heap. */
  private static void checkFits(Pattern pattern, int count) {
    long needed = pattern.shape().bytes() * count;
    long there = Runtime.getRuntime().maxMemory() / 2;
    if (needed > there) {
      throw new UsageException(
          "%d patterns take %d MiB, and there are %d: give a larger --every or --block-size"
              .formatted(count, needed >> 20, there >> 20));
    }
  }

  /** Returns the first block of the generation. */
  private int firstGeneration(Pattern pattern, int promptLength) {
    Sparsity sparsity = flags.sparsity();
    return BlockSelection.of(
            pattern.shape().canvasLength(), promptLength, sparsity.blockSize(), sparsity.select())
        .last();
  }
}
