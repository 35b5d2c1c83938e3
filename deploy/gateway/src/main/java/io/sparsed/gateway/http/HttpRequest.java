package io.sparsed.gateway.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/** An HttpRequest is a request that has arrived completely. */
public final class HttpRequest {
  private final String method;
  private final String path;
  private final HttpHeaders headers;
  private final byte[] body;
  private final String address;

  HttpRequest(FullHttpRequest request, SocketAddress remote) {
    method = request.method().name();
    path = new QueryStringDecoder(request.uri()).path();
    headers = request.headers().copy();
    body = ByteBufUtil.getBytes(request.content());
    address = remote instanceof InetSocketAddress internet ? internet.getHostString() : "";
  }

  /** Returns the method, {@code GET} for example. */
  public String method() {
    return method;
  }

  /** Returns the path, decoded and without query. */
  public String path() {
    return path;
  }

  /** Returns the first value of a header, without blanks around it. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** Returns a copy of the body; empty if there is none. */
  public byte[] body() {
    return body.clone();
  }

  /** Returns the address of the client's machine. */
  public String address() {
    return address;
  }
}
