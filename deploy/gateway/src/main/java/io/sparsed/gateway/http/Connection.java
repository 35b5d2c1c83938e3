package io.sparsed.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Connection answers the requests of one connection, one after the other. It goes on reading
 * while it answers, so that it sees at once when the client leaves. Its channel's event loop owns
 * it.
 */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Requests that may wait for the answer of an earlier one. */
  private static final int MAX_WAITING = 4;

  private final HttpHandler handler;
  private final HttpLimits limits;
  private final ArrivalLimit arrival;
  private final Executor threads;
  private final Deque<HttpRequest> waiting = new ArrayDeque<>();
  private @Nullable Exchange current;

  Connection(HttpHandler handler, HttpLimits limits, ArrivalLimit arrival, Executor threads) {
    this.handler = handler;
    this.limits = limits;
    this.arrival = arrival;
    this.threads = threads;
  }

  /** Returns a handler that tells this connection of the end of each answer. */
  ChannelOutboundHandlerAdapter ends() {
    return new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var _ = context.write(message, promise);
        if (message instanceof LastHttpContent) {
          current = null;
          if (waiting.isEmpty()) {
            arrival.answered(context);
          } else {
            HttpRequest next = waiting.remove();
            context.executor().execute(() -> answer(context, next));
          }
        }
      }
    };
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    arrival.arrived();
    if (message.decoderResult().isFailure()) {
      refuse(context);
      return;
    }
    HttpRequest request;
    try {
      request = new HttpRequest(message, context.channel().remoteAddress());
    } catch (IllegalArgumentException e) {
      refuse(context); // a path that cannot be decoded
      return;
    }
    if (current == null) {
      answer(context, request);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(request);
    } else {
      var _ = context.close();
    }
  }

  /** Ends the connection, with a word of why unless an answer is on its way. */
  private void refuse(ChannelHandlerContext context) {
    if (current != null) {
      var _ = context.close();
      return;
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.BAD_REQUEST,
            Unpooled.copiedBuffer("send a valid HTTP request, of short headers\n", UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void answer(ChannelHandlerContext context, HttpRequest request) {
    Exchange exchange = new Exchange(request, context.channel(), limits, new DefaultHttpHeaders());
    current = exchange;
    threads.execute(() -> run(exchange, context));
  }

  private void run(Exchange exchange, ChannelHandlerContext context) {
    try {
      handler.handle(exchange);
    } catch (ClientGoneException e) {
      log.debug("{} left: {}", exchange.request().address(), e.getMessage());
    } catch (RuntimeException e) {
      log.error("{} {} failed", exchange.request().method(), exchange.request().path(), e);
      var _ = context.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (current != null) {
      current.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.clear();
    if (current != null) {
      current.abort();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && current != null) {
      current.keepAlive();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("connection of {} failed", context.channel().remoteAddress(), cause);
    var _ = context.close();
  }
}
