package io.sparsed.bench.patterns;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusException;
import io.sparsed.bench.chart.Drawing;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFormat;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which blocks the heads of a model keep, and how that changes over time, as a page. */
@Command(
    name = "patterns",
    description =
        "Draws which key blocks each head keeps, how alike they are over the steps and between heads,"
            + " and what windows would miss.",
    mixinStandardHelpOptions = true)
public final class PatternsBench implements Callable<Integer>, AnswersAsJson {
  /** Canvas histories are long: steps times tokens. */
  private static final int MAX_INBOUND_BYTES = 256 << 20;

  @Spec private CommandSpec spec;
  @Mixin private final PromptFlags prompt = new PromptFlags();
  @Mixin private final RunFlags flags = new RunFlags();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the page goes. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("patterns.html");

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Also write each figure into a file of its own (SVG) in this folder.")
  private @Nullable Path figures;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text, or json: the numbers. The page is written all the same. Default: text.")
  private OutputFormat output = OutputFormat.TEXT;

  @Override
  public boolean answersAsJson() {
    return output == OutputFormat.JSON;
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, StatusException, ChatTemplateException {
    AskedText asked = prompt.read();
    // What cannot end well ends before any work.
    var _ = flags.choice();
    prepareOutput();
    Drawing drawing =
        Drawing.here()
            .orWarn(
                spec.commandLine().getErr(),
                "The page will have all else; its charts come by another run.");
    try (ModelFolder folder = ModelFolder.of(flags.model());
        TextCodec codec = codec(folder.path())) {
      Question question = asked.tokenize(codec, prompt.raw);
      Generation generation;
      Observation observation;
      WorkerConfig worker = flags.worker(folder.path());
      try (LocalServers servers =
              LocalServers.start(
                  worker,
                  workers ->
                      SchedulerConfig.of(workers)
                          .withMaxCanvasLength(OptionalInt.of(worker.limits().maxCanvasLength())));
          SparseDClient client = client(servers.schedulerPort())) {
        generation = new Observer(flags).generate(client, question);
        observation = observe(servers.workerPort(), worker.modelId(), generation);
      }
      report(
          new Report(generation, flags.sparsity(), observation, Findings.of(observation)), drawing);
    }
    return ExitCode.OK;
  }

  private void prepareOutput() throws IOException {
    if (Files.isDirectory(out)) {
      throw new UsageException("--out names a file, and " + out + " is a folder");
    }
    Files.createDirectories(out.toAbsolutePath().getParent());
  }

  private static TextCodec codec(Path checkpoint) throws IOException {
    return LocalTokenizer.open(checkpoint)
        .orElseThrow(() -> new UsageException("the model has no tokenizer: nothing can be asked"));
  }

  private static SparseDClient client(int port) {
    return SparseDClient.builder("127.0.0.1:" + port)
        .plaintext()
        .maxInboundBytes(MAX_INBOUND_BYTES)
        .build();
  }

  private Observation observe(int port, String model, Generation generation)
      throws StatusException, InterruptedException {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      PatternWorker worker =
          new PatternWorker(
              WorkerServiceGrpc.newBlockingV2Stub(channel),
              model,
              flags.sparsity().blockSize(),
              flags.sparsity().select());
      return new Observer(flags).observe(worker, generation);
    } finally {
      channel.shutdownNow();
    }
  }

  private void report(Report report, Drawing drawing) throws IOException {
    report.writePage(out, drawing);
    if (figures != null) {
      report.writeFigures(figures, drawing);
    }
    var console = spec.commandLine().getOut();
    if (output == OutputFormat.JSON) {
      console.println(ReportJson.of(report));
    } else {
      ReportText.of(report).forEach(console::println);
      console.printf("page: %s%n", out);
    }
    console.flush();
  }
}
