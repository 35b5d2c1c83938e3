package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags and variables that would have no effect. */
class UnusedFlagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generate hi --connect x:1 | --device cpu | with --connect",
        "generate hi --connect x:1 | --devices 0,1 | with --connect",
        "generate hi --connect x:1 | --dtype float32 | with --connect",
        "generate hi --connect x:1 | --precision fp8 | with --connect",
        "generate hi --connect x:1 | --kernels-library k.so | with --connect",
        "generate hi --connect x:1 | --kernels k.so | with --connect",
        "generate hi --connect x:1 --model-id a | --model b | beside --model-id",
        "generate hi --connect x:1 --model-id a | --model_path b | beside --model-id",
        "generate hi | --token-file t | without --connect",
        "generate hi | --api-key k | without --connect",
        "generate hi | --api_key=k | without --connect",
        "generate hi | --tls | without --connect",
        "generate hi | --tls-cert c | without --connect",
        "generate hi | --tls-key k | without --connect",
        "generate hi | --priority high | without --connect",
        "generate hi | --history | without --output json",
        "generate --prompt-ids 1,2 | --raw | with --prompt-ids",
        "generate hi --origin | --skip 0.1 | with --origin",
        "generate hi --origin | --select 0.1 | with --origin",
        "generate hi --origin | --block-size 32 | with --origin",
        "generate hi --origin | --block_size 32 | with --origin",
        "generate hi --origin | --score-scale heads | with --origin",
        "generate hi --origin | --pattern-rule joint | with --origin",
        "batch --input i --output o --connect x:1 | --device cpu | with --connect",
        "batch --input i --output o --connect x:1 | --dtype float32 | with --connect",
        "batch --input i --output o --connect x:1 | --precision fp8 | with --connect",
        "batch --input i --output o --connect x:1 | --kernels k.so | with --connect",
        "batch --input i --output o --connect x:1 --model-id a | --model b | beside --model-id",
        "batch --input i --output o | --token-file t | without --connect",
        "batch --input i --output o | --api-key k | without --connect",
        "batch --input i --output o | --tls ca.pem | without --connect",
      })
  void flagWithoutEffect_isRefusedByTheNameThatWasTyped(String command, String flag, String where) {
    Cli result = Cli.run((command + " " + flag).split(" "));

    String typed = flag.split("[ =]", 2)[0];
    assertThat(result.err()).startsWith("sparsed: " + typed + " has no effect " + where + ": ");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void variableOfAnotherCommand_isNoMistake() {
    assertThat(run(Map.of("SPARSED_DEVICE", "cpu", "SPARSED_WORKERS", "a:1"), "models"))
        .startsWith("sparsed: say which scheduler");
    assertThat(run(Map.of("SPARSED_DEVICE", "cpu"), "generate", "hi", "--connect", "127.0.0.1:1"))
        .startsWith("sparsed: cannot connect");
  }

  @Test
  void variableThatNoCommandReads_isTold() {
    assertThat(
            run(Map.of("SPARSED_MODLE", "x", "SPARSED_PORT_50051_TCP", "tcp://1.2.3.4"), "models"))
        .contains("no command reads the variable SPARSED_MODLE")
        .doesNotContain("SPARSED_PORT");
  }

  @ParameterizedTest
  @CsvSource({"serve", "scheduler", "worker"})
  void formerVariableForTls_isRefusedByServers(String server) {
    assertThat(run(Map.of("SPARSED_TLS", "cert.pem,key.pem"), server))
        .startsWith("sparsed: SPARSED_TLS is not read by servers")
        .contains("SPARSED_TLS_CERT", "SPARSED_TLS_KEY");
  }

  @ParameterizedTest
  @CsvSource({"serve", "scheduler"})
  void formerVariableForTheToken_isRefusedByServers(String server) {
    assertThat(run(Map.of("SPARSED_TOKEN", "secret"), server))
        .startsWith("sparsed: SPARSED_TOKEN is not read by servers")
        .contains("SPARSED_TOKENS")
        .doesNotContain("secret");
  }

  private static String run(Map<String, String> variables, String... arguments) {
    Cli result = Commands.run(variables, arguments);
    assertThat(result.exitCode()).isNotZero();
    return result.err();
  }
}
