package io.sparsed.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Schedulers holds a channel to each scheduler of a client. Thread-safe. */
final class Schedulers {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final List<ManagedChannel> channels;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  Schedulers(List<ManagedChannel> channels) {
    this.channels = List.copyOf(channels);
  }

  int count() {
    return channels.size();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Returns the channel of the next attempt: the next one in turn, preferably one that can be
   * reached and that was not just lost.
   *
   * @param lost channel of the attempt before, if any
   */
  ManagedChannel choose(@Nullable ManagedChannel lost) {
    List<ManagedChannel> inTurn = new ArrayList<>(channels);
    Collections.rotate(inTurn, -turn.getAndIncrement());
    ManagedChannel chosen =
        Collections.min(
            inTurn,
            Comparator.comparing(Schedulers::isUnreachable)
                .thenComparing(channel -> channel.equals(lost)));
    if (isUnreachable(chosen)) {
      // Or gRPC's pause between two attempts to connect grows to minutes.
      chosen.resetConnectBackoff();
    }
    return chosen;
  }

  /** Cancels every call and closes every connection. */
  void close() {
    closed = true;
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels) {
        boolean unused = channel.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isUnreachable(ManagedChannel channel) {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
