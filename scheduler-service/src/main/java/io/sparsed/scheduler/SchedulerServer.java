package io.sparsed.scheduler;

import io.grpc.BindableService;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sparsed.scheduler.access.CallRate;
import io.sparsed.scheduler.access.ClientTokens;
import io.sparsed.scheduler.admission.Admission;
import io.sparsed.scheduler.generation.Generator;
import io.sparsed.scheduler.generation.ModelCatalog;
import io.sparsed.scheduler.grpc.CallRateInterceptor;
import io.sparsed.scheduler.grpc.ClientInterceptor;
import io.sparsed.scheduler.grpc.GenerationGrpcService;
import io.sparsed.scheduler.grpc.GrpcWorkerDirectory;
import io.sparsed.scheduler.grpc.HealthReporter;
import io.sparsed.scheduler.grpc.RequestMetrics;
import io.sparsed.scheduler.grpc.TokenInterceptor;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.service.AdminServer;
import io.sparsed.service.CertificateMetrics;
import io.sparsed.service.ConnectionTimes;
import io.sparsed.service.Meters;
import io.sparsed.service.Tracing;
import io.sparsed.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A SchedulerServer runs a scheduler: the gRPC server and everything behind it. Thread-safe. */
public final class SchedulerServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchedulerServer.class);

  /** Time in which a whole request must arrive. */
  private static final Duration ARRIVAL = Duration.ofSeconds(30);

  private final Optional<Tls> workerTls;
  private final Optional<ClientTokens> tokens;
  private final Tracing tracing = Tracing.of("sparsed-scheduler");
  private final WorkerPool pool;
  private final PatternCache patterns;
  private final Admission admission;
  private final ModelCatalog catalog;
  private final HealthReporter health;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AdminServer admin;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final PublicServer server;
  private final GenerationGrpcService service;
  private final Duration drainLimit;

  private SchedulerServer(SchedulerConfig config, PrometheusMeterRegistry registry) {
    workerTls = config.workerTls().map(Tls::follow);
    tokens = config.endpoint().tokens().map(ClientTokens::follow);
    patterns = new PatternCache(config.admission().patternBytes());
    pool =
        new WorkerPool(
            new GrpcWorkerDirectory(
                config.workers(),
                config.pool().resolveInterval(),
                workerTls.map(Tls::ofClient).orElseGet(InsecureChannelCredentials::create),
                tracing::configure),
            config.pool(),
            patterns,
            registry);
    admin = new AdminServer(registry, () -> !closed.get() && !pool.models().isEmpty());
    admission = new Admission(config.admission(), System::nanoTime, registry);
    catalog = new ModelCatalog(pool, config.maxCanvasLength());
    health = new HealthReporter(pool);
    drainLimit = config.drainLimit();
    service =
        new GenerationGrpcService(
            catalog,
            new Generator(pool, admission, System::nanoTime, registry, tracing.tracer()),
            new SecureRandom(),
            config.stallLimit(),
            System::nanoTime);
    server = build(config, registry);
    workerTls.ifPresent(tls -> CertificateMetrics.register("workers", tls, registry));
    server.tls().ifPresent(tls -> CertificateMetrics.register("clients", tls, registry));
    pool.onChange(
        () -> {
          if (!pool.models().isEmpty()) {
            ready.countDown();
          }
        });
  }

  /**
   * Binds the port and returns. The scheduler looks for workers in the background.
   *
   * @throws UncheckedIOException if the port cannot be bound
   * @throws IllegalArgumentException if a TLS file does not hold a certificate or a key
   */
  public static SchedulerServer start(SchedulerConfig config) {
    return start(config, Meters.newRegistry());
  }

  /**
   * Starts a scheduler whose meters are registered beside others of the process. Throws as {@link
   * #start(SchedulerConfig)} does.
   *
   * @param registry registry that the port for operators serves
   */
  public static SchedulerServer start(SchedulerConfig config, PrometheusMeterRegistry registry) {
    SchedulerServer started = new SchedulerServer(config, registry);
    try {
      started.server.start();
      if (config.metricsPort().isPresent()) {
        started.admin.serve(
            config.endpoint().host(), config.metricsPort().getAsInt(), config.admin());
      }
    } catch (IOException e) {
      started.close();
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      started.close();
      throw e;
    }
    if (!config.endpoint().isGuarded()) {
      log.warn(
          "whoever reaches {}:{} may use this scheduler: give clients tokens (--tokens), or listen"
              + " on 127.0.0.1",
          config.endpoint().host(),
          started.port());
    }
    log.info("scheduler listens on {}:{}", config.endpoint().host(), started.port());
    return started;
  }

  /** Returns the port that serves metrics; empty if none does. */
  public OptionalInt metricsPort() {
    return admin.port();
  }

  /** Returns the port that the scheduler listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Waits until a model has a ready worker.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public SchedulerServer awaitReady() throws InterruptedException {
    ready.await();
    return this;
  }

  /**
   * Waits until the server is closed.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Returns the number of requests that run or wait now. */
  public int requests() {
    return admission.running() + admission.waiting();
  }

  /** Returns the number of patterns in the cache now. */
  public int patterns() {
    return patterns.size();
  }

  /**
   * Takes no new requests and waits for those that run, up to the limit; then they end with a
   * status that asks clients to go on at another scheduler. Closing again changes nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    health.terminate();
    log.info("draining: no new requests, {} have {} s", requests(), drainLimit.toSeconds());
    server.shutdown();
    try {
      int cut = service.drain(drainLimit);
      if (cut > 0) {
        log.warn("{} requests were cut off, to be resumed at another scheduler", cut);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    log.info("drained");
    admin.close();
    pool.close();
    catalog.close();
    workerTls.ifPresent(Tls::close);
    tokens.ifPresent(ClientTokens::close);
    tracing.close();
  }

  private PublicServer build(SchedulerConfig config, PrometheusMeterRegistry registry) {
    RequestMetrics metrics = new RequestMetrics(registry);
    metrics.follow(pool);
    List<ServerInterceptor> interceptors = new ArrayList<>();
    interceptors.add(new ClientInterceptor());
    config
        .endpoint()
        .callsPerMinute()
        .map(calls -> new CallRateInterceptor(new CallRate(calls, System::nanoTime)))
        .ifPresent(interceptors::add);
    tokens.map(known -> new TokenInterceptor(known, registry)).ifPresent(interceptors::add);
    List<BindableService> services = new ArrayList<>(List.of(service, health.service()));
    if (config.endpoint().reflection()) {
      services.add(ProtoReflectionServiceV1.newInstance());
      services.add(reflectionOfOlderTools());
    }
    return new PublicServer(
        config.endpoint(),
        catalog::maxRequestBytes,
        ConnectionTimes.USUAL,
        ARRIVAL,
        config.stallLimit(),
        services,
        interceptors,
        metrics,
        tracing);
  }

  @SuppressWarnings("deprecation") // v1alpha, beside v1
  private static BindableService reflectionOfOlderTools() {
    return ProtoReflectionService.newInstance();
  }
}
