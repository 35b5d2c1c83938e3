package io.sparsed.scheduler.grpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.v1.GenerationServiceGrpc;

/** A HealthReporter manages grpc.health.v1: serving while the pool has a model. Thread-safe. */
public final class HealthReporter {

  private final HealthStatusManager statuses = new HealthStatusManager();
  private final WorkerPool pool;

  /** Creates a reporter that follows the changes of {@code pool}. */
  public HealthReporter(WorkerPool pool) {
    this.pool = pool;
    pool.onChange(this::report);
  }

  /** Returns the service to add to a server. */
  public BindableService service() {
    return statuses.getHealthService();
  }

  /** Reports not serving from now on, whatever the pool does. */
  public void terminate() {
    statuses.enterTerminalState();
  }

  /** Reports the pool's state under a lock, so that of two changes at once the later one wins. */
  private synchronized void report() {
    ServingStatus status =
        pool.models().isEmpty() ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    statuses.setStatus(GenerationServiceGrpc.SERVICE_NAME, status);
  }
}
