package io.sparsed.standalone.settings;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import io.sparsed.standalone.failure.FileProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The flags of a server's configuration file. The file has Java properties, whose keys are the
 * server's flags without their dashes; flags and variables win over it.
 */
public final class ConfigFile {
  private static final String FLAG = "--config";
  private static final String PRINT = "--print-config";
  private static final Set<String> SECRETS = Set.of("--client-weights");
  private static final String FROM_FLAG = "flag";
  private static final String DEFAULT = "default";

  @SuppressWarnings("unused") // it is looked for before the flags are parsed
  @Option(
      names = FLAG,
      descriptionKey = "SPARSED_CONFIG",
      paramLabel = "FILE",
      description = {
        "Read from this file what neither flags nor variables say: lines like port=50051.",
        "Default: none."
      })
  private Optional<Path> file = Optional.empty();

  @SuppressWarnings("unused") // it is looked for before the command runs
  @Option(
      names = PRINT,
      descriptionKey = "SPARSED_PRINT_CONFIG",
      description = "Print each setting and where it comes from as such a file, and exit.")
  private boolean print;

  /** Returns true if a command has these flags. */
  static boolean isReadBy(CommandLine command) {
    return command.getCommandSpec().findOption(FLAG) != null;
  }

  /**
   * Returns the file that arguments or a variable name; empty if none do.
   *
   * @param arguments arguments of the command, first to last
   */
  static Optional<Path> named(List<String> arguments, Map<String, String> environment) {
    Optional<String> named = Optional.ofNullable(environment.get("SPARSED_CONFIG"));
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(FLAG + "=")) {
        named = Optional.of(arguments.get(i).substring(FLAG.length() + 1));
      } else if (arguments.get(i).equals(FLAG) && i + 1 < arguments.size()) {
        named = Optional.of(arguments.get(i + 1));
      }
    }
    return named.filter(name -> !name.isEmpty()).map(Path::of);
  }

  /**
   * Returns the values of a file by the names of their flags.
   *
   * @throws ParameterException if it cannot be read, or has a key that is no flag of the command
   */
  static Properties read(Path file, CommandLine command) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof IOException io ? FileProblem.reason(io) : e.getMessage();
      throw new ParameterException(command, "%s cannot be read: %s".formatted(file, why), e);
    }
    for (String key : new TreeSet<>(values.stringPropertyNames())) {
      OptionSpec flag = command.getCommandSpec().findOption("--" + key);
      if (flag == null || !isSetting(flag)) {
        throw new ParameterException(
            command,
            "%s: there is no setting %s; the nearest is %s"
                .formatted(file, key, nearest(key, command)));
      }
    }
    return values;
  }

  /** Returns the setting whose letters differ least from those of a key. */
  private static String nearest(String key, CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(ConfigFile::isSetting)
        .map(flag -> flag.longestName().substring(2))
        .min(Comparator.comparingInt(name -> difference(letters(key), letters(name))))
        .orElse("");
  }

  private static Multiset<Integer> letters(String name) {
    return name.chars().boxed().collect(Collectors.toCollection(HashMultiset::create));
  }

  private static int difference(Multiset<Integer> one, Multiset<Integer> other) {
    return Multisets.difference(one, other).size() + Multisets.difference(other, one).size();
  }

  private static boolean isSetting(OptionSpec flag) {
    return flag.descriptionKey() != null
        && flag.descriptionKey().startsWith("SPARSED_")
        && !Set.of(FLAG, PRINT).contains(flag.longestName());
  }

  /**
   * Prints the settings of a command if it was asked to.
   *
   * @param sources variable or file from which a flag has its value, if one gave it
   * @return true if they were printed, and the command must not run
   */
  static boolean printed(ParseResult parsed, Map<ArgSpec, String> sources) {
    CommandLine command = parsed.commandSpec().commandLine();
    OptionSpec asked = command.getCommandSpec().findOption(PRINT);
    if (asked == null || !Boolean.TRUE.equals(asked.getValue())) {
      return false;
    }
    PrintWriter out = command.getOut();
    for (OptionSpec flag : command.getCommandSpec().options()) {
      if (isSetting(flag)) {
        String source =
            parsed.hasMatchedOption(flag) ? FROM_FLAG : sources.getOrDefault(flag, DEFAULT);
        String value = text(flag.getValue());
        boolean isSecret = SECRETS.contains(flag.longestName()) && !value.isEmpty();
        out.printf(
            "# %s%n%s%s=%s%n",
            source,
            value.isEmpty() || isSecret ? "#" : "",
            flag.longestName().substring(2),
            isSecret ? "(secret)" : value.replace("\\", "\\\\"));
      }
    }
    out.flush();
    return true;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Optional<?> optional -> optional.map(ConfigFile::text).orElse("");
      case Collection<?> all -> all.stream().map(ConfigFile::text).collect(Collectors.joining(","));
      default -> value.toString();
    };
  }
}
