package io.sparsed.service;

import java.time.Duration;

/**
 * The times that a server gives to a connection.
 *
 * @param handshake time in which it must be ready for calls
 * @param idle time without a call after which it is closed
 * @param age time after which it takes no new calls; those that run end on it. A peer proves again
 *     who it is for the next ones
 * @param silence time without a byte of the peer after which the peer is asked if it is there
 * @param answer time in which the peer must answer then
 * @param betweenPings shortest time between two pings of a peer. Usual peers ping each second at
 *     most, and not to the millisecond
 */
public record ConnectionTimes(
    Duration handshake,
    Duration idle,
    Duration age,
    Duration silence,
    Duration answer,
    Duration betweenPings) {

  /** The times of a server in use. */
  public static final ConnectionTimes USUAL =
      new ConnectionTimes(
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(20),
          Duration.ofMillis(500));

  /** Returns these times with another one for the handshake. */
  public ConnectionTimes withHandshake(Duration handshake) {
    return new ConnectionTimes(handshake, idle, age, silence, answer, betweenPings);
  }
}
