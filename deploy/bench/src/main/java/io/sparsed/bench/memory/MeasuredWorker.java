package io.sparsed.bench.memory;

import io.sparsed.standalone.SparseD;
import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A MeasuredWorker is a worker in a process of its own whose memory can be read. */
final class MeasuredWorker implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready: .*:(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern HEAP = Pattern.compile("garbage-first heap .*used (\\d+)K");
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  private final Process process;
  private final String address;

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param flags flags of {@code sparsed worker}
   * @throws UsageException if it does not become ready
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
    address = "127.0.0.1:" + find(READY, process.inputReader(StandardCharsets.UTF_8));
  }

  String address() {
    return address;
  }

  /** Returns the bytes of its memory that are in RAM. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (BufferedReader lines = Files.newBufferedReader(status)) {
      return find(RESIDENT, lines) << 10;
    }
  }

  /** Returns the bytes of Java's heap that are in use, garbage included. */
  long heapBytes() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                BIN.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.heap_info")
            .redirectError(Redirect.INHERIT)
            .start();
    try (BufferedReader lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
      return find(HEAP, lines) << 10;
    }
  }

  private static long find(Pattern number, BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher found = number.matcher(line);
      if (found.find()) {
        return Long.parseLong(found.group(1));
      }
    }
    throw new UsageException("the worker's process does not tell " + number);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
