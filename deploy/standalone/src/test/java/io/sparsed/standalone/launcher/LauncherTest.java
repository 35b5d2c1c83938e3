package io.sparsed.standalone.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository whose mvn and java only tell what they were asked. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "..", "sparsed").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of(
          "proto",
          "tls",
          "service-base",
          "model-worker",
          "scheduler-service",
          "client-sdk",
          "deploy/gateway",
          "deploy/standalone",
          "deploy/bench");

  /** All that the launcher may call, so that no real mvn is found. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "dirname",
          "env",
          "find",
          "flock",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "touch");

  @TempDir Path folder;
  private Path root;
  private Path jdk;
  private Path bin;

  @BeforeEach
  void makeRepository() throws IOException {
    root = Files.createDirectories(folder.resolve("a repository"));
    Files.copy(LAUNCHER, root.resolve("sparsed"));
    makeExecutable(root.resolve("sparsed"));
    Files.writeString(root.resolve("pom.xml"), "");
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
    }
    jdk = makeJdk("jdk25", "25.0.1");
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }
    script(
        bin.resolve("mvn"),
        "echo \"mvn in $PWD\" >> '%s'; mkdir -p deploy/{standalone,bench}/target/lib"
            .formatted(log()));
  }

  @Test
  void firstUse_buildFails_saysSoAndStopsThere() throws Exception {
    script(bin.resolve("mvn"), "exit 1");

    Run run = launch(root.resolve("sparsed"), folder);

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("the build failed");
    assertThat(run.out).isEmpty();
    assertThat(root.resolve("deploy/standalone/target/built")).doesNotExist();
  }

  @Test
  void firstUse_noMaven_saysSo() throws Exception {
    Files.delete(bin.resolve("mvn"));

    Run run = launch(root.resolve("sparsed"), folder);

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("no mvn");
  }

  @Test
  void firstUse_always_buildsInTheRepositoryAndRuns() throws Exception {
    Run run = launch(root.resolve("sparsed"), folder, "generate", "two words", "--raw");

    assertThat(run.exitCode).isZero();
    assertThat(run.err).contains("building (once)");
    assertThat(Files.readString(log())).isEqualTo("mvn in " + root.toRealPath() + "\n");
    assertThat(run.out)
        .contains(
            "<@" + root.toRealPath() + "/deploy/standalone/java.options>",
            "<io.sparsed.standalone.SparseD><generate><two words><--raw>",
            "OPT_OUT_TRACKING=true DJL_OFFLINE=true");
  }

  @Test
  void secondUse_classesWereKept_startsWithThem() throws Exception {
    Path java = jdk.resolve("bin/java");
    script(
        java,
        "for each; do case $each in -XX:AOTCacheOutput=*) : > \"${each#*=}\" ;; esac; done\n"
            + Files.readString(java));
    launch(root.resolve("sparsed"), folder);

    Run run = launch(root.resolve("sparsed"), folder, "models");

    assertThat(run.err).isEmpty();
    assertThat(run.out)
        .contains("<-XX:AOTCache=" + root.toRealPath() + "/deploy/standalone/target/classes.aot>")
        .contains("<-XX:TieredStopAtLevel=1>")
        .doesNotContain("AOTCacheOutput");
  }

  @Test
  void secondUse_nothingChanged_doesNotBuild() throws Exception {
    launch(root.resolve("sparsed"), folder);

    Run run = launch(root.resolve("sparsed"), folder);

    assertThat(run.err).isEmpty();
    assertThat(Files.readAllLines(log())).hasSize(1);
  }

  @Test
  void secondUse_aSourceOrPomIsNewer_buildsAgain() throws Exception {
    launch(root.resolve("sparsed"), folder);
    Path source = root.resolve("model-worker/src/main/New.java");
    Files.writeString(source, "");
    makeNewer(source);
    launch(root.resolve("sparsed"), folder);
    assertThat(Files.readAllLines(log())).hasSize(2);
    Files.delete(source);

    makeNewer(root.resolve("client-sdk/pom.xml"));
    launch(root.resolve("sparsed"), folder);

    assertThat(Files.readAllLines(log())).hasSize(3);
  }

  @Test
  void bench_firstUse_buildsItAndRunsWithItsClassPath() throws Exception {
    launch(root.resolve("sparsed"), folder);

    Run run = launch(root.resolve("sparsed"), folder, "bench", "load");

    assertThat(run.err).contains("building (once)");
    assertThat(run.out)
        .contains(
            "/standalone/target/lib/*:",
            "/bench/target/sparsed-bench.jar:",
            "<io.sparsed.bench.BenchMain><bench><load>");
    assertThat(launch(root.resolve("sparsed"), folder, "bench").err).isEmpty();
  }

  @Test
  void bench_itsSourceIsNewer_buildsAgainOnlyWhenItIsAskedFor() throws Exception {
    launch(root.resolve("sparsed"), folder, "bench");
    Path source = Files.writeString(root.resolve("deploy/bench/src/main/New.java"), "");
    makeNewer(source);

    assertThat(launch(root.resolve("sparsed"), folder).err).isEmpty();
    assertThat(launch(root.resolve("sparsed"), folder, "bench").err).contains("building (once)");
  }

  @Test
  void throughSymbolicLinks_fromAnywhere_findsTheRepository() throws Exception {
    Path first = Files.createSymbolicLink(root.resolve("link"), Path.of("sparsed"));
    Path second = Files.createSymbolicLink(folder.resolve("far"), first);

    Run run = launch(second, Path.of("/"));

    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains(root.toRealPath() + "/deploy/standalone/target");
  }

  @Test
  void javaHome_olderThan25_isPassedOver() throws Exception {
    launch(root.resolve("sparsed"), folder);
    jdk = makeJdk("jdk17", "17.0.2");

    Run run = launch(root.resolve("sparsed"), folder, "--version");

    assertThat(run.out).doesNotContain("<--version>");
  }

  private Path makeJdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(
        home.resolve("bin/java"),
        "printf '<%s>' \"$@\"; echo \" OPT_OUT_TRACKING=$OPT_OUT_TRACKING"
            + " DJL_OFFLINE=$DJL_OFFLINE\"");
    return home;
  }

  private Path log() {
    return folder.resolve("mvn.log");
  }

  private static void makeNewer(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
  }

  private static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/bash\n" + body + "\n");
    makeExecutable(path);
  }

  private static void makeExecutable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int exitCode, String out, String err) {}

  private Run launch(Path launcher, Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
