package io.sparsed.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import io.sparsed.scheduler.grpc.RequestFuzz;
import io.sparsed.scheduler.grpc.WorkerAnswerFuzz;
import io.sparsed.scheduler.text.TokenizerFuzz;
import io.sparsed.scheduler.text.jinja.TemplateFuzz;
import io.sparsed.worker.checkpoint.CheckpointFuzz;
import io.sparsed.worker.grpc.ForwardRequestFuzz;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fuzzes each target in a process of its own, for {@code sparsed.fuzz.seconds}. It begins with the
 * inputs of the target's resource, one a line in Base64, and with what earlier runs left in
 * target/fuzz.
 */
class FuzzTest {
  private static final int SECONDS = Integer.getInteger("sparsed.fuzz.seconds", 3);

  /** Jars that no target needs: Jazzer searches every class of the class path again and again. */
  private static final Pattern UNUSED =
      Pattern.compile(
          ".*/(netty|grpc-netty|grpc-opentelemetry|opentelemetry|prometheus|micrometer-registry"
              + "|junit|assertj|byte-buddy|picocli|pytorch-native|logback)[^/]*\\.jar");

  @ParameterizedTest
  @ValueSource(
      classes = {
        CheckpointFuzz.class,
        ForwardRequestFuzz.class,
        RequestFuzz.class,
        TemplateFuzz.class,
        TokenizerFuzz.class,
        WorkerAnswerFuzz.class,
      })
  void target_anyInput_isReadOrRefusedAsDocumented(Class<?> target) throws Exception {
    Path folder = Path.of("target", "fuzz", target.getSimpleName());
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    writeSeeds(target, corpus);
    Path log = folder.resolve("log.txt");

    ProcessBuilder fuzzer =
        new ProcessBuilder(command(target, folder, corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    fuzzer.environment().remove("OPT_OUT_TRACKING");

    assertThat(fuzzer.start().waitFor()).as(() -> end(log)).isZero();
  }

  private static List<String> command(Class<?> target, Path folder, Path corpus) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx700m",
        "-XX:+UseSerialGC",
        SECONDS < 60 ? "-XX:TieredStopAtLevel=1" : "-XX:TieredStopAtLevel=4",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classPath(),
        Jazzer.class.getName(),
        "--target_class=" + target.getName(),
        "--instrumentation_includes=io.sparsed.**",
        "--custom_hook_includes=io.sparsed.**",
        "--reproducer_path=" + folder,
        "-artifact_prefix=" + folder + "/",
        "-max_total_time=" + SECONDS,
        "-timeout=25",
        "-rss_limit_mb=2000",
        corpus.toString());
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !UNUSED.matcher(entry).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void writeSeeds(Class<?> target, Path corpus) throws IOException {
    try (InputStream in =
        FuzzTest.class.getResourceAsStream("/corpus/" + target.getSimpleName() + ".txt")) {
      String seeds = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      int count = 0;
      for (String seed : seeds.lines().toList()) {
        Files.write(corpus.resolve("seed-" + count++), Base64.getDecoder().decode(seed));
      }
    }
  }

  /** Returns the end of a log, which names the failure and the input in Base64. */
  private static String end(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }
}
