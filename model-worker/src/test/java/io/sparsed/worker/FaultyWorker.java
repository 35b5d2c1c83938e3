package io.sparsed.worker;

import io.sparsed.service.Meters;
import io.sparsed.worker.device.FaultyCommunicator;
import io.sparsed.worker.device.SeveralDevices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A FaultyWorker computes on two devices, one of which fails or stays away when it is told to. */
public final class FaultyWorker implements AutoCloseable {
  /** Index of the device that fails. */
  private static final int FAULTY = 1;

  private final FaultyCommunicator communicator = new FaultyCommunicator(2);
  private final CountDownLatch released = new CountDownLatch(1);
  private final WorkerServer server;

  private FaultyWorker(Path checkpoint, Duration patience) throws IOException {
    server =
        WorkerServer.start(
            WorkerConfig.of(checkpoint),
            Meters.newRegistry(),
            _ -> SeveralDevices.open(communicator, patience));
  }

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param patience time without any progress after which its devices are broken
   */
  public static FaultyWorker start(Path checkpoint, Duration patience) throws IOException {
    FaultyWorker worker = new FaultyWorker(checkpoint, patience);
    worker.server.awaitReady();
    return worker;
  }

  /** Returns the server. */
  public WorkerServer server() {
    return server;
  }

  /** Makes a device fail after a number of exchanges. */
  public void fail(int after) {
    communicator.inject(
        FAULTY,
        after,
        () -> {
          throw new IllegalStateException("the device fell off the bus");
        });
  }

  /** Keeps a device away after a number of exchanges, until the worker is closed. */
  public void stayAway(int after) {
    communicator.inject(FAULTY, after, this::awaitRelease);
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns true if the device has failed, or stays away. */
  public boolean hasFailed() {
    return communicator.hasHappened();
  }

  @Override
  public void close() {
    released.countDown();
    server.close();
  }
}
