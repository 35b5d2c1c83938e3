package io.sparsed.worker.device;

import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.HostCommunicator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A FaultyCommunicator exchanges as another does until a device meets a fault, once. */
public final class FaultyCommunicator implements Communicator {
  private static final int NONE = -1;

  private final Communicator exact;
  private volatile int faultyDevice = NONE;
  private volatile Runnable fault = () -> {};
  private final AtomicInteger exchanges = new AtomicInteger();

  /** Makes the communicator of some devices, which exchange in exact. */
  public FaultyCommunicator(int devices) {
    this(new HostCommunicator(devices));
  }

  /** Makes a communicator that exchanges as this one does. */
  FaultyCommunicator(Communicator exact) {
    this.exact = exact;
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
    return exact.devices();
  }

  @Override
  public void exchange(int device, List<Block> sent, List<Block> received) {
    if (device == faultyDevice && exchanges.getAndDecrement() == 0) {
      faultyDevice = NONE;
      fault.run();
    }
    exact.exchange(device, sent, received);
  }

  @Override
  public void check(int device) {
    exact.check(device);
  }

  @Override
  public void abort() {
    exact.abort();
  }

  @Override
  public void renew() {
    exact.renew();
  }

  @Override
  public void close() {
    exact.close();
  }
}
