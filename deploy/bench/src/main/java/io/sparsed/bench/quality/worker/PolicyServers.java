package io.sparsed.bench.quality.worker;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/**
 * A scheduler as it ships, before workers that run policies. It learns nothing of them: a policy is
 * in the name of the request. Thread-safe.
 */
public final class PolicyServers implements AutoCloseable {
  private final Ledger ledger = new Ledger();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final DescribeResponse description;
  private final SchedulerServer scheduler;

  /**
   * Starts everything and waits until it serves.
   *
   * @param worker what each worker is told
   * @param workers on its device, at least 1
   * @param requests that are denoised at once, at least 1
   * @param blockSize tokens of a query or key block
   * @param seed of random blocks
   * @throws IOException if a port cannot be listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public PolicyServers(WorkerConfig worker, int workers, int requests, int blockSize, long seed)
      throws IOException, InterruptedException {
    try {
      List<WorkerServer> real = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        real.add(closing(WorkerServer.start(worker)));
      }
      List<PolicyWorker> fronts = new ArrayList<>();
      for (WorkerServer each : real) {
        fronts.add(closing(new PolicyWorker(each.awaitReady(), worker, blockSize, seed, ledger)));
      }
      description = fronts.getFirst().description();
      List<String> addresses =
          fronts.stream().map(front -> worker.endpoint().host() + ":" + front.port()).toList();
      scheduler =
          closing(
              SchedulerServer.start(
                  SchedulerConfig.of(addresses)
                      .withAdmission(AdmissionLimits.defaults().withMaxRunning(requests))
                      .withMaxCanvasLength(OptionalInt.of(worker.limits().maxCanvasLength()))));
      scheduler.awaitReady();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The id that makes a request run under a policy. */
  public static String requestId(Policy policy, String sample) {
    return PolicyService.requestId(policy, sample);
  }

  /** What requests attended to, by request id. */
  public Ledger ledger() {
    return ledger;
  }

  /** What the workers say of themselves. */
  public DescribeResponse description() {
    return description;
  }

  /** The port of the scheduler. */
  public int port() {
    return scheduler.port();
  }

  private <T extends AutoCloseable> T closing(T server) {
    started.push(server);
    return server;
  }

  /** Closes the scheduler first, then the workers. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("servers close without failing", e);
      }
    }
  }
}
