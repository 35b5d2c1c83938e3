package io.sparsed.client.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparsed.client.SparseDClient;
import io.sparsed.v1.GenerateRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the SDK and the examples of the docs run on Java 17. */
class Java17Test {
  private static final int MAJOR_VERSION = 61;
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Path ASK = Path.of("..", "examples", "java", "Ask.java");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(classes = {SparseDClient.class, GenerateRequest.class})
  void classFiles_ofTheModule_areOfJava17(Class<?> type) throws Exception {
    Path module = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    assumeTrue(Files.isDirectory(module), "the module is a jar in this build");
    try (Stream<Path> files = Files.walk(module)) {
      assertThat(files.filter(file -> file.toString().endsWith(".class")).toList())
          .isNotEmpty()
          .allSatisfy(file -> assertThat(majorVersion(file)).isEqualTo(MAJOR_VERSION));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/java.md"})
  void document_itsJava_compiles(String name) throws IOException {
    List<String> blocks =
        JAVA_BLOCK
            .matcher(Files.readString(Path.of("..", name)))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      Path source = folder.resolve("Snippet.java");
      Files.writeString(
          source,
          """
          import io.sparsed.client.*;
          import java.time.*;
          import java.util.*;
          class Snippet {
            SparseDClient client;
            GenerationRequest request;
            io.grpc.Channel channel;
            io.grpc.ClientInterceptor interceptor;
            void run() throws Exception {
          %s
            }
          }
          """
              .formatted(block));
      compile(source);
    }
  }

  @Test
  void ask_onJdk17_getsItsAnswer() throws Exception {
    try (EchoServer server = new EchoServer()) {
      Process ask = ask(server.target());

      assertThat(new String(ask.getInputStream().readAllBytes(), UTF_8))
          .contains("step 1 of 1, UNKNOWN: hel\u2591\nhello\n(2 tokens)");
      assertThat(ask.waitFor()).isZero();
    }
  }

  @Test
  void ask_nobodyListens_saysSo() throws Exception {
    Process ask = ask("127.0.0.1:1");

    assertThat(new String(ask.getInputStream().readAllBytes(), UTF_8)).contains("try again later");
    assertThat(ask.waitFor()).isEqualTo(1);
  }

  private Process ask(String target) throws IOException {
    Optional<Path> java = jdk17();
    assumeTrue(java.isPresent(), "no JDK 17 beside this one");
    compile(ASK);
    return new ProcessBuilder(
            java.orElseThrow().toString(),
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            folder + ":" + System.getProperty("java.class.path"),
            "Ask",
            target,
            "hello")
        .redirectErrorStream(true)
        .start();
  }

  private void compile(Path... sources) {
    List<String> arguments =
        new ArrayList<>(List.of("--release", "17", "-proc:none", "-d", folder.toString()));
    Stream.of(sources).map(Path::toString).forEach(arguments::add);
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, problems, problems, arguments.toArray(String[]::new));
    assertThat(result).describedAs(problems.toString(UTF_8)).isZero();
  }

  private static int majorVersion(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(6);
      return in.readUnsignedShort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<Path> jdk17() throws IOException {
    Path jdks = Path.of(System.getProperty("java.home")).resolveSibling(".");
    try (Stream<Path> homes = Files.list(jdks)) {
      return homes
          .filter(home -> home.getFileName().toString().contains("17"))
          .map(home -> home.resolve("bin/java"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }
}
