package io.sparsed.standalone.doctor;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.grpc.ConnectionFailure;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Checks running servers: that they answer, what they serve, their versions and clocks. */
public final class ServerCheck {
  private static final long SECONDS = 5;
  private static final Duration CLOCKS = Duration.ofSeconds(30);

  private ServerCheck() {}

  /** Checks the schedulers of a client. */
  public static Finding scheduler(String name, SparseDClient client) {
    String subject = "scheduler " + name;
    try {
      List<ModelInfo> models = client.models();
      String ids = models.stream().map(ModelInfo::id).collect(Collectors.joining(", "));
      return models.isEmpty()
          ? Finding.warning(
              subject, "it serves no model", "Start its workers, and check its --workers.")
          : Finding.ok(subject, "it serves " + ids);
    } catch (SparseDException e) {
      return Finding.problem(
          subject,
          "%s: %s".formatted(e.status(), e.getMessage()),
          "Check its address, --tls, --token-file and its log.");
    }
  }

  /** Checks each worker: its health, what it serves, and what it warns of. */
  public static List<Finding> workers(List<String> targets, Optional<TlsFiles> files) {
    List<Finding> findings = new ArrayList<>();
    for (String target : targets) {
      String subject = "worker " + target;
      try {
        SchedulerConfig.requireTarget(target);
        findings.addAll(worker(subject, target, files));
      } catch (StatusRuntimeException e) {
        findings.add(
            unreachable(subject, ConnectionFailure.describe(e.getStatus(), "--worker-tls")));
      } catch (IllegalArgumentException e) {
        findings.add(unreachable(subject, String.valueOf(e.getMessage())));
      }
    }
    return findings;
  }

  private static Finding unreachable(String subject, String why) {
    return Finding.problem(subject, why, "Start it, and check its address and --worker-tls.");
  }

  private static List<Finding> worker(String subject, String target, Optional<TlsFiles> files) {
    Optional<Tls> tls = files.map(Tls::follow);
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                target, tls.map(Tls::ofClient).orElseGet(InsecureChannelCredentials::create))
            .build();
    try {
      ServingStatus health =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();
      if (health != ServingStatus.SERVING) {
        return List.of(
            Finding.warning(
                subject, "its health is " + health, "Wait until it has loaded, or see its log."));
      }
      DescribeResponse model =
          WorkerServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .describe(DescribeRequest.getDefaultInstance());
      List<Finding> findings = new ArrayList<>();
      findings.add(
          Finding.ok(
              subject,
              "it serves %s %s on %s"
                  .formatted(model.getModel(), model.getFingerprint(), model.getDevice())));
      model
          .getWarningsList()
          .forEach(each -> findings.add(Finding.warning(subject, each, "See its log.")));
      return findings;
    } finally {
      channel.shutdownNow();
      tls.ifPresent(Tls::close);
    }
  }

  /**
   * Checks the port of a server that tells operators how it is.
   *
   * @param address host:port
   * @param version version of this program, which the server should have, too
   */
  public static List<Finding> admin(String address, String version, Clock clock)
      throws InterruptedException {
    String subject = "server " + address;
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(SECONDS)).build()) {
      HttpResponse<String> ready = get(client, address, "/readyz");
      HttpResponse<String> build = get(client, address, "/buildinfo");
      return List.of(
          ready.statusCode() == 200
              ? Finding.ok(subject, "it is ready")
              : Finding.warning(
                  subject, ready.body().strip(), "Wait, or check its workers and its log."),
          build.body().contains("version=" + version + " ")
              ? Finding.ok(subject, "it is of version " + version)
              : Finding.warning(
                  subject,
                  "it is not of version %s: %s".formatted(version, build.body().strip()),
                  "Run the same version everywhere."),
          clocks(subject, ready.headers().firstValue("Date"), clock));
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.problem(
              subject,
              "it does not answer: " + (e instanceof ConnectException ? "no connection" : e),
              "Start it with --metrics-port, and check it."));
    }
  }

  private static HttpResponse<String> get(HttpClient client, String address, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(Duration.ofSeconds(SECONDS))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Finding clocks(String subject, Optional<String> date, Clock clock) {
    try {
      Duration apart =
          Duration.between(
                  ZonedDateTime.parse(date.orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME),
                  clock.instant().atZone(clock.getZone()))
              .abs();
      return apart.compareTo(CLOCKS) <= 0
          ? Finding.ok(subject, "its clock is right")
          : Finding.warning(
              subject, "its clock is %s from this one".formatted(apart), "Set both by NTP.");
    } catch (DateTimeException e) {
      return Finding.warning(subject, "it does not tell the time", "Compare the clocks by hand.");
    }
  }
}
