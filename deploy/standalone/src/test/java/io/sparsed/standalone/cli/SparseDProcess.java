package io.sparsed.standalone.cli;

import io.sparsed.standalone.SparseD;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own. */
final class SparseDProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private SparseDProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts it; its temporary files go to {@code temporaryFolder}, its standard error to the test's.
   */
  static SparseDProcess start(Path temporaryFolder, String... arguments) throws IOException {
    return start(temporaryFolder, List.of(), arguments);
  }

  /** Starts it; its log goes to a file. */
  static SparseDProcess logging(Path temporaryFolder, Path log, String... arguments)
      throws IOException {
    return start(temporaryFolder, ProcessBuilder.Redirect.to(log.toFile()), List.of(), arguments);
  }

  /** Starts it with flags of the JVM, a bound on the heap for example. */
  static SparseDProcess start(Path temporaryFolder, List<String> flags, String... arguments)
      throws IOException {
    return start(temporaryFolder, ProcessBuilder.Redirect.INHERIT, flags, arguments);
  }

  private static SparseDProcess start(
      Path temporaryFolder, ProcessBuilder.Redirect log, List<String> flags, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1", // starts sooner; it lives for seconds only
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporaryFolder,
                "-Dlogback.configurationFile=logback.xml", // not that of the tests
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(flags);
    command.add(SparseD.class.getName());
    command.addAll(List.of(arguments));
    return new SparseDProcess(new ProcessBuilder(command).redirectError(log).start());
  }

  /** The next line of standard output. */
  String readLine() throws IOException {
    return Objects.requireNonNull(out.readLine(), "the process ended");
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
