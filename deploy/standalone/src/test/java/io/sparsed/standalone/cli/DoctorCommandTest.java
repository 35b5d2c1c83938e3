package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what the doctor finds, and that a problem fails the command. */
class DoctorCommandTest {

  @TempDir Path folder;

  @Test
  void doctor_demoModelOnFreePorts_isWell() throws IOException {
    Cli result = Cli.run("doctor", "--device", "cpu", "--port", "0", "--output", "json");

    JsonNode findings = new ObjectMapper().readTree(result.out()).path("findings");
    assertThat(result.exitCode()).isZero();
    assertThat(findings.findValuesAsText("subject"))
        .contains(
            "java", "checkpoint", "tokenizer", "chat template", "device", "kernels", "memory");
    assertThat(findings.findValuesAsText("level")).doesNotContain("problem");
  }

  @Test
  void doctor_twoDevices_memoryOfBothIsCounted() {
    Cli one = doctor();
    Cli two = Cli.run("doctor", "--devices", "cpu,cpu", "--port", "0");

    assertThat(one.out()).contains("GiB are free on cpu").contains("weights 14,");
    assertThat(two.out()).contains("2 compute each forward together").contains("weights 29,");
  }

  @Test
  void doctor_deviceAndDevices_isRefused() {
    Cli result = doctor("--devices", "cpu,cpu");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("--device cpu and --devices cpu,cpu are both given", "leave one of them out");
  }

  @Test
  void doctor_brokenCheckpoint_isAProblem() throws IOException {
    Path checkpoint = Golden.checkpoint("llada-tiny", folder);
    Files.writeString(checkpoint.resolve("config.json"), "{}");

    Cli result = doctor("--model", checkpoint.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("problem  checkpoint: config.json: ", "Fetch the folder");
  }

  @Test
  void doctor_noTokenizer_isAWarning() {
    Cli result = doctor("--model", Golden.checkpoint("llada-tiny", folder).toString());

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("warning  tokenizer: there is none");
  }

  @Test
  void doctor_deviceThatIsNotHere_isAProblem() {
    Cli result = Cli.run("doctor", "--device", "cuda:99", "--port", "0");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("problem  device: ", "Give another --device.");
  }

  @Test
  void doctor_precisionThatDoesNotServe_isAWarning() {
    Cli result = Cli.run("doctor", "--device", "cpu", "--port", "0", "--precision", "fp8");

    assertThat(result.out())
        .contains(
            "warning  precision: fp8; linear layers not in fp8: the device is a CPU;"
                + " attention not in fp8: the device is a CPU. Ask for what serves");
  }

  @Test
  void doctor_portInUse_isAWarning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli result = Cli.run("doctor", "--device", "cpu", "--port", "" + taken.getLocalPort());

      assertThat(result.out()).contains("warning  port " + taken.getLocalPort() + ": no server");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-30d, 10, problem  TLS:, expired on",
    "-1d, 10, warning  TLS:, expires on",
    "+2d, 10, problem  TLS:, Set this machine's clock",
    "-1d, 100, ok       TLS:, is valid until",
  })
  void doctor_certificate_isAsItsDatesSay(String start, int days, String level, String found)
      throws Exception {
    TlsFiles identity = Certificates.make(folder, "a", "-startdate", start, "-validity", "" + days);

    Cli result =
        doctor(
            "--tls-cert",
            Certificates.chain(identity).toString(),
            "--tls-key",
            Certificates.key(identity).toString());

    assertThat(result.exitCode()).isEqualTo(level.startsWith("problem") ? 1 : 0);
    assertThat(result.out()).containsPattern(level + ".*" + found).contains("is the key of");
  }

  @Test
  void doctor_keyOfAnother_isAProblem() throws Exception {
    TlsFiles one = Certificates.make(folder, "a");
    TlsFiles other = Certificates.make(folder, "b");

    Cli result =
        doctor(
            "--tls-cert",
            Certificates.chain(one).toString(),
            "--tls-key",
            Certificates.key(other).toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("problem  TLS: " + Certificates.key(other).toString() + " is not the key of");
  }

  @Test
  void doctor_filesThatAreNoPem_areProblems() throws IOException {
    String file = Files.writeString(folder.resolve("x.pem"), "nothing").toString();

    Cli result = doctor("--tls-cert", file, "--tls-key", file, "--tls-client-ca", file);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out().lines().filter(line -> line.contains("cannot be read"))).hasSize(3);
  }

  @Test
  void doctor_serversThatAreAway_areProblems() {
    Cli result =
        doctor("--connect", "127.0.0.1:1", "--workers", "127.0.0.1:1", "--admin", "127.0.0.1:1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains(
            "problem  scheduler 127.0.0.1:1: ",
            "problem  worker 127.0.0.1:1: UNAVAILABLE: Connection refused. Start it, ",
            "problem  server 127.0.0.1:1: ");
  }

  @Test
  void doctor_worker_tellsWhatItServes() throws IOException {
    try (ModelFolder demo = ModelFolder.of(Optional.empty());
        WorkerServer worker =
            WorkerServer.start(
                    WorkerConfig.of(demo.path())
                        .withCompute(Compute.on("cpu"))
                        .withMetricsPort(OptionalInt.of(0)))
                .awaitReady()) {
      Cli result = doctor("--workers", "127.0.0.1:" + worker.port());

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains("ok       worker 127.0.0.1:" + worker.port() + ": it serves demo");
    }
  }

  private static Cli doctor(String... arguments) {
    return Cli.run(
        Stream.concat(
                Stream.of("doctor", "--device", "cpu", "--port", "0"), Arrays.stream(arguments))
            .toArray(String[]::new));
  }
}
