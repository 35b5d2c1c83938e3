package io.sparsed.scheduler.admission;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * Lets a bounded number of requests run and another bounded number wait, in the order of {@link
 * FairQueue}. Whoever is let in has the memory for its pattern. Thread-safe.
 */
public final class Admission {

  private final AdmissionLimits limits;
  private final LongSupplier nanoClock;
  private final FairQueue<Waiter> queue;
  private final Forecast forecast;
  private final Occupancy occupancy;
  private final AdmissionMeters meters;

  /**
   * Nothing runs yet.
   *
   * @param nanoClock the time in nanoseconds from some origin
   * @param registry hears who runs, waits and is refused
   */
  public Admission(AdmissionLimits limits, LongSupplier nanoClock, MeterRegistry registry) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.queue = new FairQueue<>(limits::weight);
    this.forecast = new Forecast(limits.maxRunning());
    this.occupancy = new Occupancy(limits);
    this.meters = new AdmissionMeters(registry, this);
  }

  /**
   * Waits for a place.
   *
   * @throws OverloadedException if too many wait; also later, if the place in the queue is needed
   *     for a client that has fewer there
   * @throws DeadlineUnreachableException if the answer would come too late
   * @throws CancellationException if the calling thread is interrupted
   */
  public Permit enter(Arrival arrival) {
    long came = nanoClock.getAsLong();
    Waiter waiter = new Waiter(arrival);
    try {
      add(waiter);
      Permit permit = waiter.await();
      meters.admitted(nanoClock.getAsLong() - came);
      return permit;
    } catch (InterruptedException e) {
      leave(waiter);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for admission");
    } catch (OverloadedException e) {
      meters.refused("overloaded");
      throw e;
    } catch (DeadlineUnreachableException e) {
      meters.refused("deadline");
      throw e;
    }
  }

  /**
   * Refuses at once what {@link #enter} would refuse for sure, so that nothing needs to be known of
   * a request but who sent it.
   *
   * @throws OverloadedException if it would be sent away
   */
  public void checkRoom(String client, Priority priority) {
    try {
      refuseLeastDue(client, priority);
    } catch (OverloadedException e) {
      meters.refused("overloaded");
      throw e;
    }
  }

  private synchronized void refuseLeastDue(String client, Priority priority) {
    if (occupancy.running() >= limits.maxRunning()
        && queue.size() >= limits.maxWaiting()
        && queue.wouldBeLeastDue(client, priority)) {
      throw overloaded();
    }
  }

  /** Requests that run now. */
  public synchronized int running() {
    return occupancy.running();
  }

  /** Requests that wait now. */
  public synchronized int waiting() {
    return queue.size();
  }

  /** Memory that the patterns of running requests may take. */
  public synchronized long reservedBytes() {
    return occupancy.reservedBytes();
  }

  private synchronized void add(Waiter waiter) {
    Optional<DeadlineUnreachableException> late = late(waiter.arrival(), wait(waiter.arrival()));
    if (late.isPresent()) {
      throw late.get();
    }
    queue.add(waiter, waiter.arrival());
    admitWhoFits();
    if (queue.size() > limits.maxWaiting()) {
      queue.leastDue().ifPresent(this::sendAway);
    }
  }

  private void sendAway(Waiter waiter) {
    queue.remove(waiter);
    waiter.refuse(overloaded());
  }

  private OverloadedException overloaded() {
    return new OverloadedException(
        occupancy.running(), limits.maxWaiting(), forecast.retryAfter(queue.work()));
  }

  private synchronized void leave(Waiter waiter) {
    if (queue.remove(waiter)) {
      admitWhoFits();
    }
    waiter.abandon();
  }

  /**
   * In turn: whoever needs more memory than is free is not overtaken, or it would wait for ever.
   */
  private void admitWhoFits() {
    Optional<Waiter> next = queue.peek();
    while (next.isPresent() && occupancy.fits(next.get().arrival())) {
      queue.poll();
      let(next.get());
      next = queue.peek();
    }
  }

  private void let(Waiter waiter) {
    Arrival arrival = waiter.arrival();
    Optional<DeadlineUnreachableException> late = late(arrival, Duration.ZERO);
    if (late.isPresent()) {
      waiter.refuse(late.get());
      return;
    }
    occupancy.take(arrival);
    waiter.admit(new Place(arrival));
  }

  /** Expected time in the queue. */
  private Duration wait(Arrival arrival) {
    // What runs is half done, on average.
    return queue.isEmpty() && occupancy.fits(arrival)
        ? Duration.ZERO
        : forecast.wait(queue.workBefore(arrival) + occupancy.work() / 2);
  }

  private Optional<DeadlineUnreachableException> late(Arrival arrival, Duration wait) {
    return forecast.late(arrival, wait, nanoClock.getAsLong());
  }

  private final class Place implements Permit {

    private final Arrival arrival;
    private final long begun = nanoClock.getAsLong();
    private boolean closed;

    Place(Arrival arrival) {
      this.arrival = arrival;
    }

    @Override
    public void answered() {
      synchronized (Admission.this) {
        forecast.learn(arrival.work(), nanoClock.getAsLong() - begun);
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
        admitWhoFits();
      }
    }
  }
}
