package io.sparsed.bench.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process of this test's classes that finds no fonts: Java looks for them only once. */
public final class FontlessJava {
  private final Path home;
  private final Path noFonts;

  /**
   * Prepares it.
   *
   * @param home a folder of its own, as Java remembers in the home folder which fonts it found
   */
  public FontlessJava(Path home) throws IOException {
    this.home = home;
    this.noFonts = Files.writeString(home.resolve("fonts.conf"), "<fontconfig></fontconfig>");
  }

  /** Its exit code, and what it said on both streams in the order in which it did. */
  public record Ran(int exitCode, String said) {}

  /** Runs a main class. */
  public Ran run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(java.stream(), arguments.stream()).toList())
            .redirectErrorStream(true);
    builder.environment().put("FONTCONFIG_FILE", noFonts.toString());
    // The libraries that are unpacked already.
    builder
        .environment()
        .putIfAbsent(
            "DJL_CACHE_DIR", Path.of(System.getProperty("user.home"), ".djl.ai").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }
}
