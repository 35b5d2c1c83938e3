package io.sparsed.worker.cuda;

import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges among the GPUs of a host by NCCL, each on the stream of its tensors. Thread-safe. */
public final class NcclCommunicator implements Communicator {
  private static final Logger log = LoggerFactory.getLogger(NcclCommunicator.class);

  /** Seconds that an abort waits for a thread that is queueing an exchange. */
  private static final long QUEUEING_SECONDS = 1;

  private final Nccl nccl;
  private final int[] gpus;
  private final long[] streams;
  private final List<ReentrantLock> locks; // one a device, held while its communicator is used
  private volatile long[] communicators;
  private volatile boolean isAborted;

  private NcclCommunicator(Nccl nccl, int[] gpus, long... streams) {
    this.nccl = nccl;
    this.gpus = gpus;
    this.streams = streams;
    this.locks = Stream.generate(ReentrantLock::new).limit(gpus.length).toList();
    this.communicators = nccl.connect(gpus);
  }

  /**
   * Connects GPUs.
   *
   * @param devices different GPUs
   * @throws IllegalArgumentException if NCCL is not to be had
   */
  public static NcclCommunicator of(List<Torch> devices) {
    try {
      return new NcclCommunicator(
          new Nccl(),
          devices.stream().mapToInt(each -> each.cudaDevice().getAsInt()).toArray(),
          devices.stream().mapToLong(Torch::stream).toArray());
    } catch (NoKernelsException e) {
      throw new IllegalArgumentException(
          e.getMessage() + "; use one GPU, or a build of libtorch with NCCL", e);
    }
  }

  @Override
  public int devices() {
    return gpus.length;
  }

  @Override
  public void exchange(int device, List<Block> sent, List<Block> received) {
    use(device, each -> nccl.exchange(each, streams[device], sent, received));
  }

  @Override
  public void check(int device) {
    use(device, nccl::checkQueued);
  }

  private interface Use {
    void of(long communicator);
  }

  private void use(int device, Use use) {
    var lock = locks.get(device);
    lock.lock();
    try {
      if (isAborted) {
        throw new AbortedException();
      }
      use.of(communicators[device]);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public synchronized void abort() {
    if (isAborted) {
      return;
    }
    isAborted = true;
    for (int device = 0; device < gpus.length; device++) {
      abort(device);
    }
  }

  /** Aborts also where a thread does not come back: it may wait for a device that failed. */
  private void abort(int device) {
    var lock = locks.get(device);
    boolean isHeld = false;
    try {
      isHeld = lock.tryLock(QUEUEING_SECONDS, TimeUnit.SECONDS);
      nccl.abort(communicators[device]);
    } catch (CudaException e) {
      log.warn("GPU {} does not leave its exchange: {}", gpus[device], e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (isHeld) {
        lock.unlock();
      }
    }
  }

  @Override
  public synchronized void renew() {
    communicators = nccl.connect(gpus);
    isAborted = false;
  }

  @Override
  public synchronized void close() {
    if (!isAborted) {
      isAborted = true;
      for (long each : communicators) {
        nccl.destroy(each);
      }
    }
  }
}
