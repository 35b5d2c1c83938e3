package io.sparsed.service;

import com.google.common.collect.ConcurrentHashMultiset;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * A ConnectionLimit accepts a bounded number of connections, and of each peer's address. Others are
 * closed at once. Thread-safe.
 *
 * @param most connections at once
 * @param mostOfPeer connections of one address at once
 * @param open the addresses of the peers, each as often as it has connections
 */
record ConnectionLimit(int most, int mostOfPeer, ConcurrentHashMultiset<String> open) {

  /** Returns a limit under which no connection is open. */
  static ConnectionLimit of(int most, int mostOfPeer) {
    return new ConnectionLimit(most, mostOfPeer, ConcurrentHashMultiset.create());
  }

  /** Returns a channel that listens and keeps the limit. */
  NioServerSocketChannel channel() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int read = super.doReadMessages(accepted);
        accepted.removeIf(connection -> !accept((Channel) connection));
        return read;
      }
    };
  }

  private boolean accept(Channel connection) {
    String peer = peer(connection.remoteAddress());
    if (open.size() >= most || open.count(peer) >= mostOfPeer) {
      connection.unsafe().closeForcibly();
      return false;
    }
    open.add(peer);
    connection.closeFuture().addListener(_ -> open.remove(peer));
    return true;
  }

  private static String peer(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? internet.getHostString() : "";
  }
}
