package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tests that the memory of pattern selection is linear in the canvas, on a process of its own. */
class SelectionMemoryTest {
  private static final long ONE_GIB_IN_KIB = 1L << 20;

  @Test
  void select_canvasOf64k_within1GiB() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SelectionProbe.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    assertThat(Long.parseLong(printed)).isBetween(1L, ONE_GIB_IN_KIB);
  }
}
