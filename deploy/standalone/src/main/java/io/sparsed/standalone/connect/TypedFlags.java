package io.sparsed.standalone.connect;

import io.sparsed.standalone.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags of a command as the user typed them: aliases, and underscores in place of dashes. */
public final class TypedFlags {
  private TypedFlags() {}

  /**
   * Makes all subcommands take {@code --gen_length} for {@code --gen-length}, as the published
   * scripts write flags. The help shows dashes only.
   */
  public static void takeUnderscores(CommandLine command) {
    for (CommandLine subcommand : command.getSubcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      var next = spec.preprocessor();
      spec.preprocessor(
          (arguments, itself, argument, info) -> {
            writeDashes(arguments, spec);
            return next.preprocess(arguments, itself, argument, info);
          });
      takeUnderscores(subcommand);
    }
  }

  @SuppressWarnings("JdkObsolete") // picocli's
  private static void writeDashes(Stack<String> arguments, CommandSpec spec) {
    Set<String> known =
        spec.options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.toSet());
    arguments.replaceAll(
        argument -> {
          String name = name(argument);
          return !known.contains(name) && known.contains(withDashes(name))
              ? withDashes(name) + argument.substring(name.length())
              : argument;
        });
  }

  /**
   * Throws if one of the flags was typed.
   *
   * @param where condition under which they have no effect: "with --connect"
   * @param why sentence that tells why, and what to do
   */
  public static void refuse(CommandSpec spec, String where, String why, String... flags) {
    ParseResult parsed = spec.commandLine().getParseResult();
    for (String flag : flags) {
      OptionSpec option = spec.findOption(flag);
      if (option != null && parsed.hasMatchedOption(option)) {
        throw new UsageException(
            "%s has no effect %s: %s"
                .formatted(typed(option, parsed.originalArgs()).orElse(flag), where, why));
      }
    }
  }

  /** Returns the name by which a flag was typed; empty if it was not. */
  public static Optional<String> typed(OptionSpec option, List<String> arguments) {
    Set<String> names = Set.of(option.names());
    return arguments.stream()
        .map(TypedFlags::name)
        .filter(name -> names.contains(name) || names.contains(withDashes(name)))
        .findFirst();
  }

  private static String name(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? argument : argument.substring(0, equals);
  }

  private static String withDashes(String name) {
    return name.startsWith("--") ? name.replace('_', '-') : name;
  }
}
