package io.sparsed.standalone.cli;

import io.sparsed.scheduler.EnvironmentVariables;
import io.sparsed.standalone.terminal.Printable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells of environment variables that look like settings, but that no command reads. */
final class UnreadVariables {
  /** Variables of the launcher, of tests, and those that Kubernetes makes of a service's name. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "SPARSED_(JAVA_OPTS|SANITIZE|BENCH|GPU.*|.*SERVICE_(HOST|PORT.*)|(.*_)?PORT_[0-9]+_.*)");

  private static final Set<String> SERVERS = Set.of("serve", "scheduler", "worker");

  private UnreadVariables() {}

  /**
   * Notes each variable that no command reads.
   *
   * @throws ParameterException if a server would serve in plaintext though {@code SPARSED_TLS} once
   *     asked it for TLS
   */
  static void check(CommandLine command, Map<String, String> environment) {
    String tls = environment.getOrDefault("SPARSED_TLS", "");
    if (SERVERS.contains(command.getCommandName()) && tls.contains(",")) {
      throw new ParameterException(
          command,
          "SPARSED_TLS is not read by servers: set SPARSED_TLS_CERT and SPARSED_TLS_KEY, and for a"
              + " worker SPARSED_TLS_CLIENT_CA");
    }
    Set<String> unread = new TreeSet<>(environment.keySet());
    unread.removeIf(name -> !name.startsWith("SPARSED_") || NOT_OURS.matcher(name).matches());
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
