package io.sparsed.bench.memory;

import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Footprint is what a Java process holds.
 *
 * @param resident MiB of its memory that are in RAM
 * @param needed MiB that are still in RAM once Java's garbage is collected and what C's allocator
 *     holds free is given back
 * @param allocated MiB that C's allocator has given to libraries and Java's machine
 * @param heap MiB of Java's heap that are in use
 * @param descriptors open files and sockets
 */
record Footprint(
    double resident, double needed, double allocated, double heap, long threads, long descriptors) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final Pattern HEAP = Pattern.compile("heap .*used (\\d+)K");
  private static final double KIBIBYTE = 1024;
  private static final double MEBIBYTE = 1 << 20;

  /** Reads the footprint of a process whose collector is G1 and whose C library is glibc. */
  static Footprint of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    double resident = resident(process);
    jcmd(pid, "GC.run");
    jcmd(pid, "System.trim_native_heap");
    String allocator = jcmd(pid, "System.native_heap_info");
    long free = total("fast", allocator) + total("rest", allocator);
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new Footprint(
          resident,
          resident(process),
          (system(allocator) + total("mmap", allocator) - free) / MEBIBYTE,
          last(HEAP, jcmd(pid, "GC.heap_info")) / KIBIBYTE,
          last(THREADS, status(process)),
          descriptors.count());
    }
  }

  private static double resident(Path process) throws IOException {
    return last(RESIDENT, status(process)) / KIBIBYTE;
  }

  private static String status(Path process) throws IOException {
    return Files.readString(process.resolve("status"));
  }

  /** Returns the bytes that all of the allocator's arenas have from the system. */
  private static long system(String allocator) {
    return last(Pattern.compile("<system type=\"current\" size=\"(\\d+)\""), allocator);
  }

  /** Returns the bytes of a kind in all arenas, which glibc writes after those of each. */
  private static long total(String kind, String allocator) {
    return last(
        Pattern.compile("<total type=\"" + kind + "\" count=\"\\d+\" size=\"(\\d+)\""), allocator);
  }

  private static String jcmd(long pid, String command) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(pid), command)
            .redirectError(Redirect.INHERIT)
            .start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the number that a pattern finds last in a text. */
  private static long last(Pattern number, String text) {
    return number
        .matcher(text)
        .results()
        .reduce((_, later) -> later)
        .map(found -> Long.parseLong(found.group(1)))
        .orElseThrow(() -> new UsageException("the process does not tell " + number));
  }
}
