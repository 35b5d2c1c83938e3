package io.sparsed.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An Exchange is a request and its answer: one reply, or a stream of server-sent events. Writing
 * waits for a slow reader. Thread-safe.
 */
public final class Exchange {
  private final HttpRequest request;
  private final Channel channel;
  private final HttpLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final HttpHeaders headers;
  private Runnable onAbort = () -> {};
  private State state = State.WAITING;
  private boolean streams;

  private enum State {
    WAITING,
    STREAMING,
    DONE,
    ABORTED
  }

  Exchange(HttpRequest request, Channel channel, HttpLimits limits, HttpHeaders headers) {
    this.request = request;
    this.channel = channel;
    this.limits = limits;
    this.headers = headers;
  }

  /** Returns the request. */
  public HttpRequest request() {
    return request;
  }

  /** Adds headers to the answer, unless it has begun. */
  public void addHeaders(Map<String, String> more) {
    lock.lock();
    try {
      more.forEach(headers::set);
    } finally {
      lock.unlock();
    }
  }

  /** Sets what runs once if the client closes its connection before the answer is complete. */
  public void onAbort(Runnable action) {
    lock.lock();
    try {
      onAbort = action;
      if (state != State.ABORTED) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /**
   * Answers with a whole body.
   *
   * @return false if nothing was done, as an answer has begun
   */
  public boolean reply(int status, String contentType, byte[] body) {
    lock.lock();
    try {
      if (state != State.WAITING) {
        return false;
      }
      state = State.DONE;
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.wrappedBuffer(body));
      fill(response, contentType);
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
      var _ = channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the answer a stream of events. The status line goes out with the first of them, or when
   * the client has waited for the time of a keep-alive comment.
   */
  public void startEvents() {
    lock.lock();
    try {
      streams = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends an event and waits while the client reads too slowly.
   *
   * @param event lines of the event, without the empty line that ends it
   * @throws ClientGoneException if the client closed its connection, or does not read
   */
  public void event(String event) throws ClientGoneException {
    lock.lock();
    try {
      awaitReader();
      send(event);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a stream of events. */
  public void endEvents() {
    lock.lock();
    try {
      if (state == State.STREAMING) {
        state = State.DONE;
        var _ =
            channel
                .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends a comment, so that nobody on the way takes the connection for dead. */
  void keepAlive() {
    lock.lock();
    try {
      if (streams && (state == State.WAITING || state == State.STREAMING) && channel.isWritable()) {
        send(": keep-alive");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a writer, which looks anew whether it may write. */
  void writabilityChanged() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the exchange, as the connection is gone. */
  void abort() {
    Runnable action;
    lock.lock();
    try {
      if (state == State.DONE || state == State.ABORTED) {
        return;
      }
      state = State.ABORTED;
      action = onAbort;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    action.run();
  }

  private void awaitReader() throws ClientGoneException {
    long left = limits.stall().toNanos();
    try {
      while (state != State.ABORTED && !channel.isWritable()) {
        left = changed.awaitNanos(left);
        if (left <= 0) {
          var _ = channel.close();
          throw new ClientGoneException("the client does not read its answer");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the gateway closes");
    }
    if (state == State.ABORTED) {
      throw new ClientGoneException("the client closed its connection");
    }
  }

  private void send(String event) {
    if (state == State.WAITING) {
      state = State.STREAMING;
      HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      fill(response, "text/event-stream; charset=utf-8");
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      // nginx would otherwise gather events.
      response.headers().set("x-accel-buffering", "no");
      var _ = channel.write(response);
    }
    var _ =
        channel.writeAndFlush(
            new DefaultHttpContent(Unpooled.wrappedBuffer((event + "\n\n").getBytes(UTF_8))));
  }

  private void fill(HttpResponse response, String contentType) {
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .setAll(headers);
  }
}
