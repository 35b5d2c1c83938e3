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

/** The schedulers of a client, a channel for each target. Thread-safe. */
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

  /** The next in turn, but rather one that can be reached, and rather not the one just lost. */
  ManagedChannel choose(@Nullable ManagedChannel lost) {
    List<ManagedChannel> inTurn = new ArrayList<>(channels);
    Collections.rotate(inTurn, -turn.getAndIncrement());
    ManagedChannel chosen =
        Collections.min(
            inTurn,
            Comparator.comparing(Schedulers::isUnreachable)
                .thenComparing(channel -> channel.equals(lost)));
    if (isUnreachable(chosen)) {
      // gRPC's own pause between two attempts to connect grows to minutes.
      chosen.resetConnectBackoff();
    }
    return chosen;
  }

  /** Ends every call and every connection. */
  void close() {
    closed = true;
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels) {
        boolean _ = channel.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isUnreachable(ManagedChannel channel) {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
