package io.sparsed.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Gathers the parts of a request; one whose body is too large is told so and cut off. */
final class BodyLimit extends HttpObjectAggregator {
  private static final int LINGER_SECONDS = 2;

  private final String refusal;

  /**
   * Creates the handler of one connection.
   *
   * @param bytes largest body, in bytes
   * @param refusal body of the answer to a larger one, JSON
   */
  BodyLimit(int bytes, String refusal) {
    super(bytes);
    this.refusal = refusal;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            Unpooled.copiedBuffer(refusal, StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    var _ = context.writeAndFlush(response);
    // A connection that is closed while its client writes is reset, and the answer lost.
    Runnable close =
        () -> {
          var _ = context.close();
        };
    var _ = context.executor().schedule(close, LINGER_SECONDS, TimeUnit.SECONDS);
  }
}
