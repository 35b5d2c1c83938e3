package io.sparsed.bench.memory;

import io.sparsed.standalone.SparseD;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A MeasuredProcess is a server in a process of its own whose footprint can be read. */
final class MeasuredProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("^(?:ready|listening): .*? on \\S+:(\\d+)");
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  private final Process process;
  private final String address;

  /**
   * Starts a server and waits until it listens; a worker has loaded its model then.
   *
   * @param command {@code worker} or {@code scheduler}
   * @param flags its flags
   * @throws UsageException if it ends before
   */
  MeasuredProcess(String command, List<String> flags) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(BIN.resolve("java").toString());
    line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // As the launcher starts a server.
    line.addAll(List.of("-XX:-UseSerialGC", "-XX:+UseG1GC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), SparseD.class.getName()));
    line.addAll(List.of(command, "--port", "0"));
    line.addAll(flags);
    process = new ProcessBuilder(line).redirectError(Redirect.INHERIT).start();
    address =
        process
            .inputReader(StandardCharsets.UTF_8)
            .lines()
            .map(READY::matcher)
            .filter(Matcher::find)
            .map(ready -> "127.0.0.1:" + ready.group(1))
            .findFirst()
            .orElseThrow(
                () -> new UsageException("the %s ended before it was ready".formatted(command)));
  }

  String address() {
    return address;
  }

  /** Returns what the process holds. */
  Footprint footprint() throws IOException {
    return Footprint.of(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
