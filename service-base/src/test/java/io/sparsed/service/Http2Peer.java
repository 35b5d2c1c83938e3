package io.sparsed.service;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An Http2Peer is a client that writes and reads HTTP/2 frame by frame, so that it can do what
 * gRPC's clients never do. Not thread-safe.
 */
public final class Http2Peer implements AutoCloseable {
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACKNOWLEDGED = 1;
  private static final int GOAWAY_NUMBERS_BYTES = 8;
  private static final int FORGIVEN = 3;
  private static final int HUNG_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private record Frame(int type, boolean acknowledges, byte[] payload) {
    boolean asks() {
      return type == PING && !acknowledges;
    }
  }

  /** Connects to a server of this machine. */
  public Http2Peer(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(HUNG_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    write(SETTINGS, 0, new byte[0]);
  }

  /** Sends a ping. */
  public void ping() throws IOException {
    write(PING, 0, new byte[Long.BYTES]);
  }

  /** Sends as many pings at once as gRPC's servers forgive, and one more. */
  public void pingTooOften() throws IOException {
    for (int i = 0; i <= FORGIVEN; i++) {
      ping();
    }
  }

  /** Reads until the server answers a ping. */
  public void awaitAnswer() throws IOException {
    Frame frame = read();
    while (frame.type() != PING || !frame.acknowledges()) {
      frame = read();
    }
  }

  /** Reads until the server pings, and answers it or not. */
  public void awaitPing(boolean answers) throws IOException {
    Frame frame = read();
    while (!frame.asks()) {
      frame = read();
    }
    if (answers) {
      write(PING, ACKNOWLEDGED, frame.payload());
    }
  }

  /** Reads until the server takes no more calls, and returns the reason that it gives. */
  public String awaitGoodbye() throws IOException {
    Frame frame = read();
    while (frame.type() != GOAWAY) {
      frame = read();
    }
    byte[] payload = frame.payload();
    return new String(
        payload,
        GOAWAY_NUMBERS_BYTES,
        payload.length - GOAWAY_NUMBERS_BYTES,
        StandardCharsets.UTF_8);
  }

  /** Reads until the server closes the connection, and answers its pings meanwhile. */
  public void awaitEnd() throws IOException {
    try {
      while (true) {
        awaitPing(true);
      }
    } catch (EOFException | SocketException closed) {
      // As it should be.
    }
  }

  /** Returns true if the server sends nothing in a time. */
  public boolean hearsNothing(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      return in.read() < -1;
    } catch (SocketTimeoutException nothing) {
      return true;
    } finally {
      socket.setSoTimeout(HUNG_MILLIS);
    }
  }

  private void write(int type, int flags, byte[] payload) throws IOException {
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(0);
    out.write(payload);
    out.flush();
  }

  private Frame read() throws IOException {
    int length = in.readUnsignedByte() << Short.SIZE | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    boolean acknowledges = (in.readUnsignedByte() & ACKNOWLEDGED) != 0;
    in.skipNBytes(Integer.BYTES);
    return new Frame(type, acknowledges, in.readNBytes(length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
