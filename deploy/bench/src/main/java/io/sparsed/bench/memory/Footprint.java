package io.sparsed.bench.memory;

import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Footprint is what a Java process holds once its garbage is collected.
 *
 * @param resident MiB of its memory that are in RAM
 * @param heap MiB of Java's heap that are in use
 * @param descriptors open files and sockets
 */
record Footprint(double resident, double heap, long threads, long descriptors) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final Pattern HEAP = Pattern.compile("heap .*used (\\d+)K");
  private static final double KIBIBYTES = 1024;

  /** Collects the garbage of a process whose collector is G1, and reads what is left. */
  static Footprint of(long pid) throws IOException {
    var _ = jcmd(pid, "GC.run", Pattern.compile("(\\d+):"));
    long heap = jcmd(pid, "GC.heap_info", HEAP);
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new Footprint(
          status(process, RESIDENT) / KIBIBYTES,
          heap / KIBIBYTES,
          status(process, THREADS),
          descriptors.count());
    }
  }

  private static long status(Path process, Pattern number) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(process.resolve("status"))) {
      return find(number, lines);
    }
  }

  private static long jcmd(long pid, String command, Pattern number) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(pid), command)
            .redirectError(Redirect.INHERIT)
            .start();
    try (BufferedReader lines = asked.inputReader(StandardCharsets.UTF_8)) {
      return find(number, lines);
    }
  }

  /** Returns the number that a pattern finds in the first line that has it. */
  static long find(Pattern number, BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher found = number.matcher(line);
      if (found.find()) {
        return Long.parseLong(found.group(1));
      }
    }
    throw new UsageException("the process does not tell " + number);
  }
}
