package io.sparsed.bench.report;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A benchmark: a command that measures, prints a report and writes it into a folder. */
public abstract class BenchmarkCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Also write the report into a folder: JSON, Markdown, an HTML page, pictures.")
  private @Nullable Path folder;

  private @Nullable String command;

  @Mixin private final OutputFlag output = new OutputFlag();

  /** Creates a benchmark, for subclasses. */
  protected BenchmarkCommand() {}

  /** Runs the benchmark. */
  protected abstract Report measure() throws Exception;

  @Override
  public final boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public final Integer call() throws Exception {
    Report report = measure();
    String command = this.command == null ? commandLine() : this.command;
    PrintWriter out = spec.commandLine().getOut();
    if (answersAsJson()) {
      out.println(Json.of(report, command));
    } else {
      Markdown.lines(report, command).forEach(out::println);
    }
    out.flush();
    if (folder != null) {
      new ReportFolder(folder).write(spec.name(), report, command);
    }
    return report.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Returns the command line as it was typed, without the name of the program. */
  private String commandLine() {
    return String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
  }

  /** Names the command line that made the numbers, where this one only draws them. */
  protected final void reportOf(String command) {
    this.command = command;
  }

  /** Returns the command as it was parsed. */
  protected final CommandSpec spec() {
    return spec;
  }

  /** Returns the folder of the report, if one was named. */
  protected final Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /** Prints a line to standard error, so that a long run shows that it lives. */
  protected final void progress(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
