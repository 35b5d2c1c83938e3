package io.sparsed.client;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A RetryPolicy decides whether a failed call is attempted again, and after which pause. Attempts
 * that receive anything new are not counted.
 *
 * <p>A generation that a scheduler has begun is resumed elsewhere when that scheduler is lost, and
 * waits where the others are overloaded. A call that nothing was received of yet is offered once to
 * each of several schedulers, twice to a single one, and is not repeated if they are overloaded;
 * unless the policy is patient.
 */
public final class RetryPolicy {
  private static final int MAX_DOUBLINGS = 20;

  /** Offers of a call to a single scheduler, which may have been lost only just now. */
  private static final int OFFERS = 2;

  private final int attempts;
  private final Duration firstBackoff;
  private final Duration maxBackoff;
  private final boolean patient;

  private RetryPolicy(Builder builder) {
    attempts = builder.attempts;
    firstBackoff = builder.firstBackoff;
    maxBackoff = builder.maxBackoff;
    patient = builder.patient;
  }

  /**
   * {@return the default: eight attempts in ten seconds, longer than a scheduler takes to start}
   */
  public static RetryPolicy defaults() {
    return builder().build();
  }

  /** {@return the policy under which a lost scheduler fails the call} */
  public static RetryPolicy never() {
    return builder().attempts(0).build();
  }

  /** {@return a builder with the defaults set} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder with everything set as in this policy} */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.attempts = attempts;
    builder.firstBackoff = firstBackoff;
    builder.maxBackoff = maxBackoff;
    builder.patient = patient;
    return builder;
  }

  /** A Builder sets parts of a policy one by one. Not thread-safe. */
  public static final class Builder {
    private int attempts = 8;
    private Duration firstBackoff = Duration.ofMillis(100);
    private Duration maxBackoff = Duration.ofSeconds(2);
    private boolean patient;

    private Builder() {}

    /**
     * Sets the number of further attempts in a row.
     *
     * @param count attempts, 0 or more; 0 never repeats a call
     * @return this builder
     */
    public Builder attempts(int count) {
      attempts = count;
      return this;
    }

    /**
     * Sets the pauses between attempts, each twice as long as the one before.
     *
     * @param first pause before the second attempt, positive
     * @param longest longest pause, at least the first
     * @return this builder
     */
    public Builder backoff(Duration first, Duration longest) {
      firstBackoff = Deadlines.requirePositive(first);
      maxBackoff = longest;
      return this;
    }

    /**
     * Sets whether calls that nothing was received of yet are repeated as begun ones are.
     *
     * @param value true to wait for overloaded schedulers
     * @return this builder
     */
    public Builder patient(boolean value) {
      patient = value;
      return this;
    }

    /**
     * Returns the policy set so far.
     *
     * @return the policy
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RetryPolicy build() {
      if (attempts < 0 || maxBackoff.compareTo(firstBackoff) < 0) {
        throw new IllegalArgumentException("attempts and backoffs must not be below their minimum");
      }
      return new RetryPolicy(this);
    }
  }

  /**
   * Returns the pause before the next attempt; empty if there is none.
   *
   * @param status failure of the last attempt
   * @param failures attempts in a row that received nothing new, at least 1
   * @param targets schedulers that can be asked, at least 1
   * @param isBegun whether a scheduler has begun the call
   */
  Optional<Duration> pauseAfter(
      Status status, Metadata trailers, int failures, int targets, boolean isBegun) {
    boolean isKept = isBegun || patient;
    int limit = isKept ? attempts : Math.min(attempts, Math.max(OFFERS, targets) - 1);
    if (failures > limit) {
      return Optional.empty();
    }
    return switch (status.getCode()) {
      case UNAVAILABLE -> {
        if (failures < targets) {
          yield Optional.of(Duration.ZERO);
        }
        yield TransportStatus.isLasting(status)
            ? Optional.empty()
            : Optional.of(backoff(failures - targets + 1));
      }
      case RESOURCE_EXHAUSTED ->
          isKept ? Failures.toException(status, trailers).retryDelay() : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Returns the pause before attempt {@code number}, from 1; up to a fifth less, at random. */
  private Duration backoff(int number) {
    Duration full = firstBackoff.multipliedBy(1L << Math.min(number - 1, MAX_DOUBLINGS));
    Duration bounded = full.compareTo(maxBackoff) < 0 ? full : maxBackoff;
    return bounded.minusNanos(ThreadLocalRandom.current().nextLong(bounded.toNanos() / 5 + 1));
  }
}
