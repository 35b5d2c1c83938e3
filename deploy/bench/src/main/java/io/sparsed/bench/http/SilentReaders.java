package io.sparsed.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections that ask for long answers and read nothing of them. */
final class SilentReaders implements AutoCloseable {
  private static final int TOKENS = 1024;

  private final List<Socket> sockets = new ArrayList<>();

  SilentReaders(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(socket);
      socket.getOutputStream().write(HttpStreams.request(TOKENS));
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
