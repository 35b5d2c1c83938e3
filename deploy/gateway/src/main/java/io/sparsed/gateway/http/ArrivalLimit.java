package io.sparsed.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An ArrivalLimit closes a connection whose next request does not begin, or does not arrive whole,
 * in time. It stands before the decoder, where it sees each byte of a request; its channel's event
 * loop owns it.
 */
final class ArrivalLimit extends ChannelInboundHandlerAdapter {
  private final HttpLimits limits;
  private State state = State.IDLE;
  private @Nullable Future<?> close;

  private enum State {
    IDLE,
    ARRIVING,
    ANSWERING
  }

  ArrivalLimit(HttpLimits limits) {
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    closeAfter(context, limits.idle());
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (state == State.IDLE) {
      state = State.ARRIVING;
      closeAfter(context, limits.arrival());
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
    context.fireChannelInactive();
  }

  /** Notes that a request arrived whole. */
  void arrived() {
    state = State.ANSWERING;
    cancel();
  }

  /** Notes that every request that arrived is answered. */
  void answered(ChannelHandlerContext context) {
    state = State.IDLE;
    closeAfter(context, limits.idle());
  }

  private void closeAfter(ChannelHandlerContext context, Duration time) {
    cancel();
    Runnable closing =
        () -> {
          var _ = context.close();
        };
    close = context.executor().schedule(closing, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancel() {
    if (close != null) {
      close.cancel(false);
    }
  }
}
