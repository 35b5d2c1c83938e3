package io.sparsed.scheduler.grpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.v1.GenerationServiceGrpc;

/** The grpc.health.v1 service: serving while a model can be asked for. Thread-safe. */
public final class HealthReporter {

  private final HealthStatusManager statuses = new HealthStatusManager();
  private final WorkerPool pool;

  /** Reports on {@code pool} from now on. */
  public HealthReporter(WorkerPool pool) {
    this.pool = pool;
    pool.onChange(this::report);
  }

  /** The service to add to a server. */
  public BindableService service() {
    return statuses.getHealthService();
  }

  /** Not serving from now on, whatever the pool says. */
  public void terminate() {
    statuses.enterTerminalState();
  }

  /** Reads and sets under one lock: of two changes at once, the later state must win. */
  private synchronized void report() {
    ServingStatus status =
        pool.models().isEmpty() ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    statuses.setStatus(GenerationServiceGrpc.SERVICE_NAME, status);
  }
}
