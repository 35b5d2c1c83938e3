package io.sparsed.standalone.cli;

import io.sparsed.client.WireClient;
import io.sparsed.standalone.batch.Batch;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed batch}: answers the requests of a file. */
@Command(
    name = "batch",
    description = "Answers the requests of a file. Run it again to resume an interrupted batch.",
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
      description = "A result a line, in the same order: a CompleteResponse, or {\"error\": ...}.")
  private Path output = Path.of("");

  @Option(
      names = "--concurrency",
      paramLabel = "COUNT",
      description = "Requests in flight. Default: 4.")
  private int concurrency = 4;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.WARN);
    Batch batch = new Batch(input, output, concurrency);
    Console console = Console.of(spec);
    console.status("loading the model");
    try (Session session = new Session(connect, model, Batch.RETRY_POLICY);
        BatchProgress progress = new BatchProgress(console)) {
      console.status("");
      batch.run(WireClient.of(session.client()), progress);
    }
    return ExitCode.OK;
  }
}
