package io.sparsed.scheduler;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A Wire is a TCP connection to a worker that can be cut, delayed and redirected. */
final class Wire implements AutoCloseable {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final ServerSocket server = new ServerSocket(0, 50, HERE);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int port;
  private volatile Duration delay = Duration.ZERO;

  private Wire(int port) throws IOException {
    this.port = port;
    Thread.ofVirtual().name("wire").start(this::accept);
  }

  static Wire to(int port) throws IOException {
    return new Wire(port);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Ends every connection, as if the cable were cut. */
  void cut() {
    open.forEach(Wire::reset);
  }

  /** Cuts the wire and leads later connections to another port. */
  void lead(int toPort) {
    port = toPort;
    cut();
  }

  /** Delays every later response. */
  void slowDown(Duration perPacket) {
    delay = perPacket;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket worker = new Socket(HERE, port);
      open.add(worker);
      Thread.ofVirtual().start(() -> pump(client, worker, false));
      pump(worker, client, true);
    } catch (IOException e) {
      reset(client);
    }
  }

  private void pump(Socket from, Socket to, boolean isAnswer) {
    byte[] packet = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(packet); length >= 0; length = in.read(packet)) {
        if (isAnswer) {
          Thread.sleep(delay); // the delay itself; nothing is awaited here
        }
        out.write(packet, 0, length);
      }
    } catch (IOException | InterruptedException e) {
      // Either side has cut the connection.
    } finally {
      reset(from);
      reset(to);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // The socket is closed already.
    }
  }
}
