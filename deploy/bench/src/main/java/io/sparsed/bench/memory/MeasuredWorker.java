package io.sparsed.bench.memory;

import io.sparsed.standalone.SparseD;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A MeasuredWorker is a worker in a process of its own whose footprint can be read. */
final class MeasuredWorker implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready: .*:(\\d+)");
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  private final Process process;
  private final String address;

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param flags flags of {@code sparsed worker}
   * @throws io.sparsed.standalone.failure.UsageException if it does not become ready
   */
  MeasuredWorker(List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(BIN.resolve("java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // As the launcher starts a worker.
    command.addAll(List.of("-XX:-UseSerialGC", "-XX:+UseG1GC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), SparseD.class.getName()));
    command.addAll(List.of("worker", "--port", "0"));
    command.addAll(flags);
    process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    address = "127.0.0.1:" + Footprint.find(READY, process.inputReader(StandardCharsets.UTF_8));
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
