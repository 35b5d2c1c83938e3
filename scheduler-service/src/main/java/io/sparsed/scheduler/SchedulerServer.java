package io.sparsed.scheduler;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.sparsed.scheduler.admission.Admission;
import io.sparsed.scheduler.generation.Generator;
import io.sparsed.scheduler.generation.ModelCatalog;
import io.sparsed.scheduler.grpc.BearerTokenInterceptor;
import io.sparsed.scheduler.grpc.ClientInterceptor;
import io.sparsed.scheduler.grpc.GenerationGrpcService;
import io.sparsed.scheduler.grpc.GrpcWorkerDirectory;
import io.sparsed.scheduler.grpc.HealthReporter;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pool.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A SchedulerServer runs a scheduler: the gRPC server and everything behind it. Thread-safe. */
public final class SchedulerServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchedulerServer.class);

  private static final int MAX_REQUEST_BYTES = 16 << 20;
  private static final int SHUTDOWN_SECONDS = 10;

  private final WorkerPool pool;
  private final PatternCache patterns;
  private final Admission admission;
  private final ModelCatalog catalog;
  private final HealthReporter health;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final MetricsServer metrics = new MetricsServer();
  private final Server server;

  private SchedulerServer(SchedulerConfig config) {
    patterns = new PatternCache(config.admission().patternBytes());
    pool =
        new WorkerPool(
            new GrpcWorkerDirectory(
                config.workers(),
                config.pool().resolveInterval(),
                config.workerTls().map(WorkerTls::context)),
            config.pool(),
            patterns);
    admission = new Admission(config.admission(), System::nanoTime, metrics.registry());
    catalog = new ModelCatalog(pool, config.maxCanvasLength());
    health = new HealthReporter(pool);
    server = build(config.endpoint());
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
    SchedulerServer started = new SchedulerServer(config);
    try {
      started.server.start();
      if (config.metricsPort().isPresent()) {
        started.metrics.serve(config.endpoint().host(), config.metricsPort().getAsInt());
      }
    } catch (IOException e) {
      started.close();
      throw new UncheckedIOException(e);
    }
    log.info("scheduler listens on {}:{}", config.endpoint().host(), started.port());
    return started;
  }

  /** Returns the port that serves metrics; empty if none does. */
  public OptionalInt metricsPort() {
    return metrics.port();
  }

  /** Returns the port that the scheduler listens on. */
  public int port() {
    return server.getPort();
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

  /** Stops taking requests, gives running ones ten seconds to finish, then ends them. */
  @Override
  public void close() {
    health.terminate();
    server.shutdown();
    try {
      if (!server.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    metrics.close();
    pool.close();
    catalog.close();
    calls.close();
  }

  private Server build(Endpoint endpoint) {
    GenerationGrpcService service =
        new GenerationGrpcService(
            catalog,
            new Generator(pool, admission, System::nanoTime),
            new SecureRandom(),
            System::nanoTime);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(endpoint.host(), endpoint.port()))
            .executor(calls)
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(service)
            .addService(health.service())
            .addService(ProtoReflectionServiceV1.newInstance());
    builder.intercept(new ClientInterceptor(endpoint.token().isPresent()));
    endpoint.token().map(BearerTokenInterceptor::new).ifPresent(builder::intercept);
    endpoint
        .tls()
        .ifPresent(
            tls ->
                builder.useTransportSecurity(
                    tls.certificateChain().toFile(), tls.privateKey().toFile()));
    return builder.build();
  }
}
