package io.sparsed.scheduler.access;

import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A CallRate bounds how often each client calls. A client that was quiet for a minute may make a
 * minute's calls at once; they come back one by one. Thread-safe.
 */
public final class CallRate {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Clients that are remembered; those that called longest ago are forgotten. */
  private static final int CLIENTS = 10_000;

  private final LongSupplier nanoClock;
  private final long callNanos;

  /** Time by client at which all its calls have come back. */
  private final ConcurrentMap<String, Long> full =
      CacheBuilder.newBuilder()
          .maximumSize(CLIENTS)
          .expireAfterAccess(MINUTE)
          .<String, Long>build()
          .asMap();

  /**
   * Creates a bound.
   *
   * @param perMinute the most calls of a client in a minute, above 0
   * @param nanoClock clock in nanoseconds from an arbitrary origin
   */
  public CallRate(int perMinute, LongSupplier nanoClock) {
    this.callNanos = MINUTE.toNanos() / perMinute;
    this.nanoClock = nanoClock;
  }

  /** Counts a call and returns zero, or returns the time after which the client may call again. */
  public Duration admit(String client) {
    long now = nanoClock.getAsLong();
    AtomicLong wait = new AtomicLong();
    full.compute(
        client,
        (name, until) -> {
          long next = (until == null ? now : Math.max(until, now)) + callNanos;
          wait.set(Math.max(0, next - now - MINUTE.toNanos()));
          return wait.get() == 0 ? next : until;
        });
    return Duration.ofNanos(wait.get());
  }
}
