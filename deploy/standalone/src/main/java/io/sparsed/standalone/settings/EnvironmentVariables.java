package io.sparsed.standalone.settings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Gives each flag that is not on the command line the value of its environment variable, which the
 * flag names as its {@code descriptionKey}, or else that of the configuration file. An empty
 * variable counts as unset. Not thread-safe.
 */
public final class EnvironmentVariables implements IDefaultValueProvider {
  /** Begin of every name; picocli's own flags have keys of their own. */
  private static final String PREFIX = "SPARSED_";

  /** Variables of the launcher, of tests, and those that Kubernetes makes of a service's name. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "SPARSED_(JAVA_OPTS|SANITIZE|BENCH|GPU.*|.*SERVICE_(HOST|PORT.*)|(.*_)?PORT_[0-9]+_.*)");

  private final Map<String, String> environment;
  private final Map<ArgSpec, String> sources = new LinkedHashMap<>();
  private Properties file = new Properties();
  private String fileName = "";

  private EnvironmentVariables(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Installs the variables for a command and its subcommands, and shows each flag's variable in the
   * help.
   *
   * @param environment values by the names of their variables
   */
  public static void install(CommandLine command, Map<String, String> environment) {
    EnvironmentVariables values = new EnvironmentVariables(environment);
    command.setDefaultValueProvider(values);
    showNames(command);
    values.readFileOf(command);
    command.getSubcommands().values().forEach(values::readFileOf);
  }

  /** Makes a command that has a configuration file read it before its arguments. */
  private void readFileOf(CommandLine command) {
    if (ConfigFile.isReadBy(command)) {
      command
          .getCommandSpec()
          .preprocessor(
              (arguments, _, _, _) -> {
                ConfigFile.named(List.copyOf(arguments).reversed(), environment)
                    .ifPresent(path -> read(path, command));
                return false;
              });
    }
  }

  private void read(Path path, CommandLine command) {
    file = ConfigFile.read(path, command);
    fileName = path.toString();
  }

  private static void showNames(CommandLine command) {
    command.getSubcommands().values().forEach(EnvironmentVariables::showNames);
    CommandSpec spec = command.getCommandSpec();
    // All of them, so that they stay in order.
    for (OptionSpec flag : List.copyOf(spec.options())) {
      if (!flag.inherited() && flag.group() == null) {
        spec.remove(flag);
        spec.addOption(withName(flag));
      }
    }
  }

  private static OptionSpec withName(OptionSpec flag) {
    if (name(flag).isEmpty()) {
      return flag;
    }
    Stream<String> name = Stream.of("[" + name(flag) + "]");
    return OptionSpec.builder(flag)
        .description(Stream.concat(Arrays.stream(flag.description()), name).toArray(String[]::new))
        .build();
  }

  /** Returns the names of all variables that a command and its subcommands read. */
  public static Set<String> names(CommandLine command) {
    Set<String> names = new LinkedHashSet<>();
    command.getCommandSpec().options().forEach(flag -> names.add(name(flag)));
    command.getSubcommands().values().forEach(subcommand -> names.addAll(names(subcommand)));
    return names;
  }

  /** Returns the variables that are set and look like settings, in order. */
  public static Set<String> settings(Map<String, String> environment) {
    Set<String> settings = new TreeSet<>(environment.keySet());
    settings.removeIf(name -> !name.startsWith(PREFIX) || NOT_OURS.matcher(name).matches());
    return settings;
  }

  /**
   * Throws if {@code SPARSED_TLS} asks a server for TLS, or {@code SPARSED_TOKEN} a scheduler for a
   * token, as they once did, since it would serve in plaintext, or everybody, now.
   */
  public static void checkFormer(CommandLine server, Map<String, String> environment) {
    if (names(server).contains("SPARSED_TOKENS")
        && !environment.getOrDefault("SPARSED_TOKEN", "").isEmpty()) {
      throw new ParameterException(
          server,
          "SPARSED_TOKEN is not read by servers: set SPARSED_TOKENS to a file of tokens, which"
              + " sparsed token new writes");
    }
    if (environment.getOrDefault("SPARSED_TLS", "").contains(",")) {
      throw new ParameterException(
          server,
          "SPARSED_TLS is not read by servers: set SPARSED_TLS_CERT and SPARSED_TLS_KEY, and for a"
              + " worker SPARSED_TLS_CLIENT_CA");
    }
  }

  /** Prints the settings of a command if it was asked to, and returns true then. */
  public static boolean printed(ParseResult parsed) {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    return last.commandSpec().commandLine().getDefaultValueProvider()
            instanceof EnvironmentVariables values
        && ConfigFile.printed(last, values.sources);
  }

  /**
   * Returns the message of a refused command, together with the variables that the refused value
   * may come from.
   *
   * @param problem thrown by the parsing of the command, or by the check of its values
   */
  public static String explain(CommandLine command, Exception problem) {
    String message = String.valueOf(problem.getMessage());
    if (!(command.getDefaultValueProvider() instanceof EnvironmentVariables variables)) {
      return message;
    }
    Set<String> suspects = new LinkedHashSet<>(variables.sources.values());
    if (problem instanceof ParameterException refused) {
      @Nullable ArgSpec flag = refused.getArgSpec();
      String source = flag == null ? null : variables.sources.get(flag);
      suspects.removeIf(each -> !each.equals(source));
    }
    return suspects.isEmpty()
        ? message
        : "%s (read from %s)".formatted(message, String.join(", ", suspects));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    String variable = environment.getOrDefault(name(argument), "");
    if (!name(argument).isEmpty() && !variable.isEmpty()) {
      sources.put(argument, name(argument));
      return variable;
    }
    String key = argument instanceof OptionSpec flag ? flag.longestName().substring(2) : "";
    @Nullable String value = file.getProperty(key);
    if (value != null) {
      sources.put(argument, fileName);
    }
    return value;
  }

  /** Returns the name of an argument's variable; empty if it has none. */
  private static String name(ArgSpec argument) {
    String key = Objects.requireNonNullElse(argument.descriptionKey(), "");
    return key.startsWith(PREFIX) ? key : "";
  }
}
