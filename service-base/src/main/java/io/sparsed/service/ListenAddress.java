package io.sparsed.service;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Checks of the addresses that servers listen on. */
public final class ListenAddress {
  private ListenAddress() {}

  /**
   * Throws unless a port is in 0..65535.
   *
   * @param name subject of the message
   */
  public static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " " + port + " is not in 0 to 65535");
    }
  }

  /** Returns whether only this machine reaches a host's address. */
  public static boolean isLoopback(String host) {
    InetAddress address = new InetSocketAddress(host, 0).getAddress();
    return address != null && address.isLoopbackAddress();
  }
}
