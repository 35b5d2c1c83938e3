package io.sparsed.client;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.sparsed.tls.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers holds a channel to each scheduler of a client, and the calls that run on them.
 * Thread-safe.
 */
final class Schedulers {
  /** Reason of the calls that a closed client cancels. */
  static final String CLOSED = "the client is closed";

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final List<Channel> channels;
  private final List<ManagedChannel> owned;
  private final Set<OngoingCall> calls = ConcurrentHashMap.newKeySet();
  private final Optional<Tls> tls;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param channels a channel to each scheduler
   * @param owned those to be closed with the client
   * @param tls their TLS, to be closed with the client, too; empty: plaintext
   */
  Schedulers(List<? extends Channel> channels, List<ManagedChannel> owned, Optional<Tls> tls) {
    this.channels = List.copyOf(channels);
    this.owned = List.copyOf(owned);
    this.tls = tls;
  }

  int count() {
    return channels.size();
  }

  /** Registers a call, to be cancelled with the client. Returns false if the client is closed. */
  boolean begin(OngoingCall call) {
    calls.add(call);
    return !closed;
  }

  /** Forgets a call that has ended. */
  void end(OngoingCall call) {
    calls.remove(call);
  }

  /**
   * Returns the channel of the next attempt: the next one in turn, preferably one that can be
   * reached and that was not just lost.
   *
   * @param lost channel of the attempt before, if any
   */
  Channel choose(@Nullable Channel lost) {
    List<Channel> inTurn = new ArrayList<>(channels);
    Collections.rotate(inTurn, -turn.getAndIncrement());
    Channel chosen =
        Collections.min(
            inTurn,
            Comparator.comparing(Schedulers::isUnreachable)
                .thenComparing(channel -> channel.equals(lost)));
    if (isUnreachable(chosen) && chosen instanceof ManagedChannel unreachable) {
      // Or gRPC's pause between two attempts to connect grows to minutes.
      unreachable.resetConnectBackoff();
    }
    return chosen;
  }

  /** Cancels every call and closes every connection of the client's own. */
  void close() {
    closed = true;
    calls.forEach(call -> call.cancel(CLOSED, null));
    owned.forEach(ManagedChannel::shutdownNow);
    tls.ifPresent(Tls::close);
    try {
      for (ManagedChannel channel : owned) {
        boolean unused = channel.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isUnreachable(Channel channel) {
    return channel instanceof ManagedChannel managed
        && managed.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
