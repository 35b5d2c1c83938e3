package io.sparsed.standalone.cli;

import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.Gateway;
import io.sparsed.gateway.GatewayConfig;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed gateway}: serves HTTP before running schedulers until it is told to stop. */
@Command(
    name = "gateway",
    description = "Serves OpenAI's HTTP API and a page, before running schedulers.",
    footer = "Callers bring their own bearer tokens; --token-file is for /readyz alone.")
final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--host",
      descriptionKey = "SPARSED_HOST",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1; 0.0.0.0 is everywhere.")
  private String host = "127.0.0.1";

  @Option(
      names = "--http-port",
      descriptionKey = "SPARSED_HTTP_PORT",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for a free one. Default: 8080.")
  private int httpPort = 8080;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!connect.isGiven()) {
      throw new UsageException(
          "say which schedulers: --connect HOST:PORT; sparsed serve --http-port needs none");
    }
    verbosity.apply(LogLevel.INFO);
    GatewayConfig config = UsageException.ifRefused(() -> GatewayConfig.of(host, httpPort));
    CountDownLatch closed = new CountDownLatch(1);
    try (SparseDClient client = connect.client();
        Gateway gateway = Gateway.start(config, client)) {
      Serving.until(
          closed::await,
          () -> end(gateway, closed),
          Console.of(spec),
          "ready: page on " + LocalGateway.url(host, gateway.port()));
    }
    return ExitCode.OK;
  }

  private static void end(Gateway gateway, CountDownLatch closed) {
    gateway.close();
    closed.countDown();
  }
}
