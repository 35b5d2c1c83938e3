package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.inspect.Inspection;
import io.sparsed.standalone.inspect.InspectionJson;
import io.sparsed.standalone.inspect.InspectionText;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sparsed inspect}: describes a checkpoint. */
@Command(
    name = "inspect",
    description = "Says what a checkpoint is, whether it will load, and the memory it needs.")
final class InspectCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Parameters(
      paramLabel = "DIR",
      description =
          "Checkpoint folder as Hugging Face publishes it, the name of a model in its cache"
              + " (org/name), or a demo model: demo, demo-dream.")
  private Path folder = Path.of("");

  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  /** Returns 1 if the checkpoint will not load. */
  @Override
  public Integer call() throws IOException {
    verbosity.apply(LogLevel.WARN);
    Console console = Console.of(spec);
    Inspection inspection;
    try (ModelFolder checkpoint = ModelFolder.of(Optional.of(folder))) {
      inspection = Inspection.of(checkpoint.path());
    }
    if (output.isJson()) {
      console.answer(InspectionJson.of(inspection));
    } else {
      InspectionText.of(inspection).stream().map(Printable::line).forEach(console::answer);
    }
    return inspection.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
