package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sparsed inspect}. */
@Command(name = "inspect", description = "Says what a checkpoint is and whether it will load.")
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Checkpoint folder.")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    return folder.toFile().isDirectory() ? ExitCode.OK : ExitCode.USAGE;
  }
}
