package io.sparsed.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.sparsed.scheduler.access.ClientToken;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.FileProblem;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sparsed token}: makes the tokens of a scheduler's clients. */
@Command(
    name = "token",
    description = "Makes tokens for a scheduler's clients.",
    subcommands = TokenCommand.New.class)
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "write: sparsed token new NAME");
  }

  /** {@code sparsed token new}: prints a new token, which is stored nowhere. */
  @Command(
      name = "new",
      description = {
        "Prints a new token, this once. The scheduler's file gets its digest only.",
        "To revoke a token, remove its line."
      })
  static final class New implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        description = "Name of the client in logs and metrics; it may have several tokens.")
    private String name = "";

    @Option(
        names = "--tokens",
        descriptionKey = "SPARSED_TOKENS",
        paramLabel = "FILE",
        description = "Add its line to this file. Default: it is shown.")
    private Optional<Path> tokens = Optional.empty();

    @Override
    public Integer call() throws IOException {
      Console console = Console.of(spec);
      String token = ClientToken.random();
      String line = line(token);
      if (tokens.isPresent()) {
        Path file = tokens.get();
        var _ =
            FileProblem.named(
                "write", file, () -> Files.writeString(file, line + "\n", UTF_8, CREATE, APPEND));
      } else {
        console.note("line of the tokens file: " + line);
      }
      console.answer(token);
      return ExitCode.OK;
    }

    private String line(String token) {
      try {
        return ClientToken.of(name, token).line();
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            "'%s' is no name: give up to 64 letters, digits, dots, dashes and underscores"
                .formatted(name));
      }
    }
  }
}
