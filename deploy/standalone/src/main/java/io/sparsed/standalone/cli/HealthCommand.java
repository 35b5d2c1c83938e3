package io.sparsed.standalone.cli;

import io.sparsed.service.ListenAddress;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.health.ServerHealth;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed health}: tells whether the server of this machine or container serves. */
@Command(
    name = "health",
    description = {
      "Asks the server on this machine whether it serves, by gRPC's health protocol.",
      "It reads the server's own variables, so a container's health check needs no flags."
    })
final class HealthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      descriptionKey = "SPARSED_HOST",
      paramLabel = "ADDRESS",
      description = "Address that the server listens on. Default: 127.0.0.1.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      descriptionKey = "SPARSED_PORT",
      paramLabel = "PORT",
      description = "Port that it listens on. Default: 50051, or else 50061.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--tls-cert",
      descriptionKey = "SPARSED_TLS_CERT",
      paramLabel = "FILE",
      description = "Certificate chain that the server shows, PEM. Default: plaintext.")
  private Optional<Path> certificateChain = Optional.empty();

  @Option(
      names = "--tls-key",
      descriptionKey = "SPARSED_TLS_KEY",
      paramLabel = "FILE",
      description = "Its private key, for a server that asks callers for a certificate.")
  private Optional<Path> privateKey = Optional.empty();

  @Override
  public Integer call() {
    LogLevel.WARN.apply();
    List<Integer> ports = port.map(List::of).orElse(List.of(50_051, 50_061));
    ServerHealth server =
        UsageException.ifRefused(
            () -> {
              ports.forEach(each -> ListenAddress.requirePort("port", each));
              return ServerHealth.of(host, certificateChain, privateKey);
            });
    String answer = server.ask(ports);
    Console console = Console.of(spec);
    if (answer.equals(ServerHealth.SERVING)) {
      console.answer(answer);
      return ExitCode.OK;
    }
    console.note("sparsed: " + answer);
    return ExitCode.FAILED;
  }
}
