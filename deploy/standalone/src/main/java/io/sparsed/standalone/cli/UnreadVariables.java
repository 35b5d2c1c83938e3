package io.sparsed.standalone.cli;

import io.sparsed.standalone.settings.EnvironmentVariables;
import io.sparsed.standalone.terminal.Printable;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells of environment variables that look like settings, but that no command reads. */
final class UnreadVariables {
  private static final Set<String> SERVERS = Set.of("serve", "scheduler", "worker");

  private UnreadVariables() {}

  /**
   * Notes each variable that no command reads.
   *
   * @throws ParameterException if a server would serve in plaintext, or everybody, though a
   *     variable once asked it not to
   */
  static void check(CommandLine command, Map<String, String> environment) {
    if (SERVERS.contains(command.getCommandName())) {
      EnvironmentVariables.checkFormer(command, environment);
    }
    Set<String> unread = EnvironmentVariables.settings(environment);
    if (!unread.isEmpty()) {
      unread.removeAll(
          EnvironmentVariables.names(SparseDCommand.commandLine(new NoBenchCommand(), Map.of())));
    }
    for (String name : unread) {
      command
          .getErr()
          .println(
              Printable.line(
                  "sparsed: no command reads the variable %s; --help lists those of a command"
                      .formatted(name)));
    }
    command.getErr().flush();
  }
}
