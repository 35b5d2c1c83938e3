package io.sparsed.gateway.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** An HttpServer listens on a port and hands each request to a handler. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  /** Threads that move bytes; requests are answered by virtual threads. */
  private static final int EVENT_LOOPS = 2;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(EVENT_LOOPS, NioIoHandler.newFactory());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Optional<Supplier<SSLEngine>> tls;
  private final HttpLimits limits;
  private final Channel listener;

  /**
   * Binds the port and begins to answer.
   *
   * @param address address to listen on; port 0 takes a free one
   * @param tls what makes the TLS of a connection; empty: plaintext
   * @param tooLarge body of the answer to a request that is too large, JSON
   * @throws IOException if the port cannot be listened on
   */
  public HttpServer(
      InetSocketAddress address,
      Optional<Supplier<SSLEngine>> tls,
      HttpLimits limits,
      String tooLarge,
      HttpHandler handler)
      throws IOException {
    this.tls = tls;
    this.limits = limits;
    ChannelInitializer<SocketChannel> initializer =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            accept(channel, tooLarge, handler);
          }
        };
    try {
      listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(initializer)
              .bind(address)
              .sync()
              .channel();
    } catch (InterruptedException e) {
      var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding " + address, e);
    } catch (Exception e) {
      // Netty throws the IOException of a failed bind undeclared.
      var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("Failed to bind to address " + address, e);
    }
  }

  private void accept(SocketChannel channel, String tooLarge, HttpHandler handler) {
    if (open.size() >= limits.connections()) {
      var _ = channel.close();
      return;
    }
    open.add(channel);
    tls.ifPresent(engines -> channel.pipeline().addLast(new SslHandler(engines.get())));
    ArrivalLimit arrival = new ArrivalLimit(limits);
    Connection connection = new Connection(handler, limits, arrival, threads);
    channel
        .pipeline()
        .addLast(
            arrival,
            new HttpServerCodec(),
            new HttpServerKeepAliveHandler(),
            new BodyLimit(limits.bodyBytes(), tooLarge),
            new IdleStateHandler(0, limits.keepAlive().toMillis(), 0, TimeUnit.MILLISECONDS),
            connection.ends(),
            connection);
  }

  /** Returns the port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Returns the number of open connections. */
  public int connections() {
    return open.size();
  }

  /** Closes every connection, which cancels what is answered there. */
  @Override
  public void close() {
    var _ = listener.close().awaitUninterruptibly();
    var _ = open.close().awaitUninterruptibly();
    threads.shutdownNow();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
