package io.sparsed.scheduler.admission;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * An Admission lets a bounded number of requests run and another bounded number wait, in the order
 * of {@link FairQueue}. The memory for its pattern, here, and for its keys and values, on workers,
 * is reserved while a request runs. Thread-safe.
 */
public final class Admission {

  private final AdmissionLimits limits;
  private final LongSupplier nanoClock;
  private final FairQueue<WaitingRequest> queue;
  private final Forecast forecast;
  private final Occupancy occupancy;
  private final AdmissionMetrics metrics;

  /**
   * Creates an admission in which no request runs or waits.
   *
   * @param nanoClock the time in nanoseconds from an arbitrary origin
   */
  public Admission(AdmissionLimits limits, LongSupplier nanoClock, MeterRegistry registry) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.queue = new FairQueue<>(limits::weight);
    this.forecast = new Forecast(limits.maxRunning());
    this.occupancy = new Occupancy(limits);
    this.metrics = new AdmissionMetrics(registry, this);
  }

  /**
   * Waits until the request may run and returns its permit.
   *
   * @throws OverloadedException if too many requests wait; also while this one waits, if a client
   *     with fewer requests in the queue needs its place there
   * @throws DeadlineUnreachableException if the answer would come after the deadline
   * @throws CancellationException if the calling thread is interrupted
   */
  public Permit enter(Arrival arrival) {
    long arrivedNanos = nanoClock.getAsLong();
    WaitingRequest request = new WaitingRequest(arrival);
    try {
      add(request);
      Permit permit = request.await();
      metrics.admitted(nanoClock.getAsLong() - arrivedNanos);
      return permit;
    } catch (InterruptedException e) {
      leave(request);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for admission");
    } catch (OverloadedException e) {
      metrics.refused("overloaded");
      throw e;
    } catch (DeadlineUnreachableException e) {
      metrics.refused("deadline");
      throw e;
    }
  }

  /**
   * Throws if {@link #enter} would surely refuse a request of this client and priority, so that it
   * can be refused before it is read.
   *
   * @throws OverloadedException if the request would find no place in the queue
   */
  public synchronized void checkRoom(String client, Priority priority) {
    if (!occupancy.hasPlace(client)
        && queue.size() >= limits.maxWaiting()
        && queue.wouldBeEvicted(client, priority)) {
      metrics.refused("overloaded");
      throw overloaded();
    }
  }

  /** Returns the number of running requests. */
  public synchronized int running() {
    return occupancy.running();
  }

  /** Returns the number of requests that wait. */
  public synchronized int waiting() {
    return queue.size();
  }

  /** Returns the bytes that are reserved for the patterns of running requests. */
  public synchronized long reservedBytes() {
    return occupancy.reservedBytes();
  }

  private synchronized void add(WaitingRequest request) {
    Arrival arrival = request.arrival();
    Optional<DeadlineUnreachableException> late = checkDeadline(arrival, workAhead(arrival));
    if (late.isPresent()) {
      throw late.get();
    }
    queue.add(request, arrival);
    admitFitting();
    if (queue.size() > limits.maxWaiting()) {
      queue.nextToEvict().ifPresent(this::evict);
    }
  }

  private void evict(WaitingRequest request) {
    queue.remove(request);
    request.refuse(overloaded());
  }

  private OverloadedException overloaded() {
    return new OverloadedException(
        occupancy.running(),
        limits.maxWaiting(),
        forecast.retryAfter(queue.work(), nanoClock.getAsLong()));
  }

  private synchronized void leave(WaitingRequest request) {
    if (queue.remove(request)) {
      admitFitting();
    }
    request.abandon();
  }

  /**
   * Admits requests from the head of the queue while they fit. A request overtakes those of clients
   * that have all places of one client, but none that needs more memory than is free, which would
   * otherwise wait for ever.
   */
  private void admitFitting() {
    Optional<WaitingRequest> next = queue.peek(occupancy::hasPlace);
    while (next.isPresent() && occupancy.fits(next.get().arrival())) {
      queue.poll(occupancy::hasPlace);
      admitInTime(next.get());
      next = queue.peek(occupancy::hasPlace);
    }
  }

  private void admitInTime(WaitingRequest request) {
    Arrival arrival = request.arrival();
    Optional<DeadlineUnreachableException> late = checkDeadline(arrival, 0);
    if (late.isPresent()) {
      request.refuse(late.get());
      return;
    }
    occupancy.take(arrival);
    request.admit(new RunningPermit(arrival));
  }

  private double workAhead(Arrival arrival) {
    // Running requests are half done, on average.
    return queue.peek(occupancy::hasPlace).isEmpty() && occupancy.fits(arrival)
        ? 0
        : queue.workBefore(arrival) + occupancy.work() / 2;
  }

  private Optional<DeadlineUnreachableException> checkDeadline(Arrival arrival, double workAhead) {
    return forecast.checkDeadline(arrival, workAhead, nanoClock.getAsLong());
  }

  private final class RunningPermit implements Permit {

    private final Arrival arrival;
    private final long startNanos = nanoClock.getAsLong();
    private boolean closed;

    RunningPermit(Arrival arrival) {
      this.arrival = arrival;
    }

    @Override
    public void answered() {
      synchronized (Admission.this) {
        long now = nanoClock.getAsLong();
        forecast.learn(arrival.work(), now - startNanos, now);
      }
    }

    @Override
    public void close() {
      synchronized (Admission.this) {
        if (closed) {
          return;
        }
        closed = true;
        occupancy.free(arrival);
        admitFitting();
      }
    }
  }
}
