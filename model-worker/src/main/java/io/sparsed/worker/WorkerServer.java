package io.sparsed.worker;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sparsed.service.AdminServer;
import io.sparsed.service.BoundedServer;
import io.sparsed.service.CertificateMetrics;
import io.sparsed.service.ConnectionTimes;
import io.sparsed.service.MessageGuard;
import io.sparsed.service.Meters;
import io.sparsed.service.Tracing;
import io.sparsed.tls.Tls;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.device.BatchPolicy;
import io.sparsed.worker.device.DeviceMemoryMetrics;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Devices;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.grpc.CallMetrics;
import io.sparsed.worker.grpc.CallerNames;
import io.sparsed.worker.grpc.Drain;
import io.sparsed.worker.grpc.WorkerGrpcService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WorkerServer serves one model on its devices behind a gRPC port. Its methods are safe from any
 * thread.
 *
 * <p>It answers at once and loads in the background: until the model is there, health is
 * NOT_SERVING and calls are UNAVAILABLE.
 */
public final class WorkerServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerServer.class);
  private static final Duration HANG_UP = Duration.ofSeconds(5);

  private static final int CALLS_OF_CONNECTION = 1024;

  /** The heap that a byte of patterns needs: as many are held as arrive, and one is copied. */
  private static final long HEAP_PER_PATTERN_BYTE = 4;

  private final BoundedServer server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Drain drain = new Drain();
  private final Tracing tracing = Tracing.of("sparsed-worker");
  private final AdminServer admin;
  private final ExecutorService replies = Executors.newVirtualThreadPerTaskExecutor();
  private final DeviceThread device;
  private final ModelLoader loader;
  private final Duration drainLimit;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WorkerServer(
      WorkerConfig config,
      PrometheusMeterRegistry registry,
      Function<List<String>, Devices> openDevices)
      throws IOException {
    this.drainLimit = config.drainLimit();
    setHealth(ServingStatus.NOT_SERVING);
    Optional<Tls> tls = config.endpoint().tls().map(Tls::follow);
    var limits = config.limits();
    long heap = Runtime.getRuntime().maxMemory();
    var patterns =
        new PatternStore(Math.min(limits.patternCacheBytes(), heap / HEAP_PER_PATTERN_BYTE));
    var batches = new BatchPolicy(limits.maxBatchTokens(), limits.maxCanvasLength());
    this.loader = new ModelLoader(config, patterns, openDevices);
    this.device = new DeviceThread(loader::load, batches, limits.maxQueuedForwards(), registry);
    this.admin = new AdminServer(registry, this::isReady);
    patterns.bindTo(registry);
    new DeviceMemoryMetrics(device).bindTo(registry);
    Gauge.builder("sparsed.worker.ready", this, worker -> worker.isReady() ? 1 : 0)
        .description("1 if the model is loaded and forwards are taken, else 0")
        .register(registry);
    this.server =
        new BoundedServer(
            new InetSocketAddress(config.endpoint().host(), config.endpoint().port()),
            tls,
            ConnectionTimes.USUAL,
            builder -> {
              guard(builder, config.endpoint());
              tracing.configure(builder);
              builder
                  .maxConcurrentCallsPerConnection(CALLS_OF_CONNECTION)
                  .intercept(drain)
                  .intercept(new CallMetrics(registry, config.modelId()))
                  .addService(
                      guarded(new WorkerGrpcService(loader.model(), device, patterns, replies)))
                  .addService(guarded(health.getHealthService()));
            });
    tls.ifPresent(own -> CertificateMetrics.register("schedulers", own, registry));
    try {
      server.start();
      if (config.metricsPort().isPresent()) {
        admin.serve(config.endpoint().host(), config.metricsPort().getAsInt(), config.admin());
      }
    } catch (IOException | IllegalArgumentException e) {
      close();
      throw e;
    }
    var _ = device.ready().whenComplete((nothing, failure) -> loaded(config, failure));
    var _ = device.broken().exceptionally(this::end);
  }

  /**
   * Starts to listen, and loads the model in the background.
   *
   * @throws IOException if the port cannot be listened on
   * @throws IllegalArgumentException if a file of its TLS does not hold what it should
   */
  public static WorkerServer start(WorkerConfig config) throws IOException {
    return start(config, Meters.newRegistry());
  }

  /**
   * Starts a worker whose meters are registered beside others of the process. Throws as {@link
   * #start(WorkerConfig)} does.
   *
   * @param registry registry that the port for operators serves
   */
  public static WorkerServer start(WorkerConfig config, PrometheusMeterRegistry registry)
      throws IOException {
    return start(config, registry, Devices::open);
  }

  /** Starts a worker whose devices are opened in another way, by their names. */
  static WorkerServer start(
      WorkerConfig config,
      PrometheusMeterRegistry registry,
      Function<List<String>, Devices> openDevices)
      throws IOException {
    return new WorkerServer(config, registry, openDevices);
  }

  private boolean isReady() {
    return !closed.get() && device.ready().isDone() && !device.ready().isCompletedExceptionally();
  }

  private static ServerServiceDefinition guarded(BindableService service) {
    return MessageGuard.of(service, WorkerGrpcService::unreadable);
  }

  private static void guard(NettyServerBuilder builder, Endpoint endpoint) {
    if (endpoint.reflection()) {
      builder.addService(guarded(ProtoReflectionServiceV1.newInstance()));
    }
    if (!endpoint.callers().isEmpty()) {
      builder.intercept(new CallerNames(endpoint.callers()));
    } else if (!endpoint.isGuarded()) {
      log.warn(
          "whoever reaches {}:{} may use this worker: let it ask for certificates"
              + " (--tls-client-ca), or listen on 127.0.0.1",
          endpoint.host(),
          endpoint.port());
    }
  }

  private void loaded(WorkerConfig config, @Nullable Throwable failure) {
    if (failure == null) {
      log.info("serving {} on port {}", config.modelId(), port());
      setHealth(ServingStatus.SERVING);
    } else {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      log.error("{} cannot be served: {}", config.checkpoint(), String.valueOf(cause));
      loader.model().completeExceptionally(failure);
    }
  }

  /** Ends a worker that cannot compute any more, so that what started it can start it anew. */
  private @Nullable Void end(Throwable failure) {
    log.error("the devices are broken, this worker ends: {}", failure.getMessage());
    Thread.ofVirtual().start(this::close);
    return null;
  }

  private void setHealth(ServingStatus status) {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, status);
  }

  /** Returns the port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Returns the port on which metrics are served; empty if they are not. */
  public OptionalInt metricsPort() {
    return admin.port();
  }

  /**
   * Waits until the model is loaded.
   *
   * @throws io.sparsed.worker.checkpoint.CheckpointException if it cannot be
   */
  public WorkerServer awaitReady() {
    try {
      device.ready().join();
      return this;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Returns true if the worker ended, or ends, because its devices broke. */
  public boolean isBroken() {
    return device.broken().isCompletedExceptionally();
  }

  /** Waits until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /**
   * Says NOT_SERVING, takes no new forwards, finishes those that were taken, up to the limit, and
   * frees the device. Closing again changes nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    log.info("draining: no new forwards, running ones have {} s", drainLimit.toSeconds());
    drain.begin(); // before anybody is told
    health.enterTerminalState();
    try {
      if (!drain.awaitQuiet(drainLimit)) {
        log.warn("forwards still run after the limit: schedulers run them elsewhere");
        drain.cutOff();
        var _ = drain.awaitQuiet(HANG_UP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow(); // a watch of the health never ends by itself
    server.close();
    device.close();
    replies.close();
    admin.close();
    loader.close();
    tracing.close();
    log.info("drained");
  }
}
