package io.sparsed.standalone.cli;

import io.sparsed.client.WireClient;
import io.sparsed.standalone.batch.Batch;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed batch}: answers the requests of a file. */
@Command(
    name = "batch",
    description = {
      "Answers the requests of a file. Run it again to resume an interrupted batch.",
      "Exits with 1 if any request failed."
    },
    footer = ModelFolder.HELP)
final class BatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "A GenerateRequest in protobuf's JSON a line.")
  private Path input = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "A result a line, in the same order: a CompleteResponse or {\"error\": ...}, with the"
              + " \"request\" it belongs to: line, digest and id.")
  private Path output = Path.of("");

  @Option(
      names = "--concurrency",
      paramLabel = "COUNT",
      description = "Requests in flight. Default: 4.")
  private int concurrency = 4;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.WARN);
    if (concurrency < 1) {
      throw new UsageException("--concurrency must be 1 or more, got " + concurrency);
    }
    connect.refuseUnused(spec);
    if (connect.isGiven() && model.id().isPresent()) {
      TypedFlags.refuse(spec, "beside --model-id", "give one of them", "--model");
    }
    Console console = Console.of(spec);
    try (Batch batch = Batch.open(input, output, modelId());
        Session session = open(console);
        BatchProgress progress = new BatchProgress(console)) {
      batch.run(WireClient.of(session.client()), concurrency, progress);
      return progress.allAnswered() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private Session open(Console console) throws IOException, InterruptedException {
    console.status("loading the model");
    try {
      return new Session(connect, model, Batch.RETRY_POLICY);
    } finally {
      console.status("");
    }
  }

  /** Returns the model of requests that name none; empty leaves it to the scheduler. */
  private Optional<String> modelId() {
    Optional<String> embedded =
        connect.isGiven() ? Optional.empty() : Optional.of(ModelFolder.DEFAULT);
    return ConnectOptions.name(model).or(() -> embedded);
  }
}
