package io.sparsed.standalone.cli;

import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.doctor.Finding;
import io.sparsed.standalone.doctor.Finding.Level;
import io.sparsed.standalone.doctor.HostCheck;
import io.sparsed.standalone.doctor.ModelCheck;
import io.sparsed.standalone.doctor.ServerCheck;
import io.sparsed.standalone.doctor.TlsCheck;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.Printable;
import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.Compute;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed doctor}: checks a machine and servers, and tells what to do. */
@Command(
    name = "doctor",
    description = {
      "Checks this machine, a checkpoint, TLS files and running servers, and says what to do.",
      "It reads the variables that servers read: run it where a server will run."
    },
    footer = ModelFolder.HELP)
final class DoctorCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ConnectOptions connect = new ConnectOptions();

  @Option(
      names = "--workers",
      descriptionKey = "SPARSED_WORKERS",
      split = ",",
      paramLabel = "TARGET",
      description = "Check these running workers. Default: none.")
  private List<String> workers = List.of();

  @Option(
      names = "--worker-tls",
      descriptionKey = "SPARSED_WORKER_TLS",
      split = ",",
      paramLabel = "FILE",
      description = "Speak TLS to workers: CA, or CA,CERTIFICATES,KEY; PEM. Default: plaintext.")
  private List<Path> workerTls = List.of();

  @Option(
      names = "--admin",
      descriptionKey = "SPARSED_ADMIN",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Check servers by their --metrics-port: readiness, version, clock.")
  private List<String> admins = List.of();

  @Option(
      names = "--host",
      descriptionKey = "SPARSED_HOST",
      paramLabel = "ADDRESS",
      description = "Address on which ports must be free. Default: 127.0.0.1.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      descriptionKey = "SPARSED_PORT",
      split = ",",
      paramLabel = "PORT",
      description = "Ports that must be free. Default: 50051,50061.")
  private List<Integer> ports = List.of(50_051, 50_061);

  @Option(
      names = "--tls-client-ca",
      descriptionKey = "SPARSED_TLS_CLIENT_CA",
      paramLabel = "FILE",
      description = "Check these certificates of who signs clients' own, PEM.")
  private Optional<Path> clientCa = Optional.empty();

  @Mixin private final Verbosity verbosity = new Verbosity();
  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  /** Returns 1 if there is a problem. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.WARN);
    List<Finding> findings = new ArrayList<>();
    findings.add(HostCheck.java());
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      ModelCheck checked = ModelCheck.of(folder.path());
      findings.addAll(checked.findings());
      Compute compute = UsageException.ifRefused(() -> model.config(folder.path())).compute();
      findings.addAll(HostCheck.device(compute, checked.contents()));
    }
    ports.forEach(port -> findings.add(HostCheck.port(host, port)));
    findings.addAll(tls());
    findings.addAll(servers());
    Console console = Console.of(spec);
    if (output.isJson()) {
      console.answer(Finding.toJson(findings));
    } else {
      findings.stream().map(Finding::toText).map(Printable::line).forEach(console::answer);
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private List<Finding> tls() {
    TlsCheck check = new TlsCheck(Clock.systemUTC());
    List<Finding> findings = new ArrayList<>();
    connect
        .identity()
        .ifPresent(
            own ->
                findings.addAll(
                    check.identity(own.certificates().orElseThrow(), own.key().orElseThrow())));
    clientCa.ifPresent(file -> findings.addAll(check.certificates(file)));
    workerTls.stream().findFirst().ifPresent(file -> findings.addAll(check.certificates(file)));
    if (workerTls.size() == 3) {
      findings.addAll(check.identity(workerTls.get(1), workerTls.get(2)));
    }
    return findings;
  }

  private Optional<TlsFiles> workerTls() {
    return switch (workerTls.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(TlsFiles.client(workerTls.getFirst()));
      case 3 ->
          Optional.of(
              TlsFiles.server(workerTls.get(1), workerTls.get(2)).trusting(workerTls.getFirst()));
      default -> throw new UsageException("--worker-tls needs one file or three");
    };
  }

  private List<Finding> servers() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    if (connect.isGiven()) {
      try (SparseDClient client = connect.client(RetryPolicy.never())) {
        findings.add(ServerCheck.scheduler(String.join(", ", connect.targets()), client));
      }
    }
    findings.addAll(ServerCheck.workers(workers, workerTls()));
    String version =
        Objects.requireNonNullElse(
            DoctorCommand.class.getPackage().getImplementationVersion(), "unknown");
    for (String admin : admins) {
      findings.addAll(ServerCheck.admin(admin, version, Clock.systemUTC()));
    }
    return findings;
  }
}
