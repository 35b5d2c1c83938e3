package io.sparsed.worker.device;

import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.HostCommunicator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A FaultyCommunicator exchanges in memory until a device meets a fault, once. */
public final class FaultyCommunicator implements Communicator {
  private static final int NONE = -1;

  private final HostCommunicator memory;
  private volatile int faultyDevice = NONE;
  private volatile Runnable fault = () -> {};
  private final AtomicInteger exchanges = new AtomicInteger();

  /** Makes the communicator of some devices. */
  public FaultyCommunicator(int devices) {
    this.memory = new HostCommunicator(devices);
  }

  /**
   * Makes a device meet a fault.
   *
   * @param after exchanges of the device before it
   */
  public void inject(int device, int after, Runnable what) {
    exchanges.set(after);
    fault = what;
    faultyDevice = device;
  }

  /** Returns true if the fault has happened. */
  public boolean hasHappened() {
    return faultyDevice == NONE;
  }

  @Override
  public int devices() {
    return memory.devices();
  }

  @Override
  public void exchange(int device, List<Block> sent, List<Block> received) {
    if (device == faultyDevice && exchanges.getAndDecrement() == 0) {
      faultyDevice = NONE;
      fault.run();
    }
    memory.exchange(device, sent, received);
  }

  @Override
  public void check(int device) {
    memory.check(device);
  }

  @Override
  public void abort() {
    memory.abort();
  }

  @Override
  public void renew() {
    memory.renew();
  }

  @Override
  public void close() {
    memory.close();
  }
}
