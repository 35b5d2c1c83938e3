package io.sparsed.gateway.http;

import java.time.Duration;

/**
 * HttpLimits bound what a client of an {@link HttpServer} may take.
 *
 * @param bodyBytes largest body of a request, in bytes
 * @param connections connections at once; more are closed as they come
 * @param arrival time in which a request must arrive whole, from its first byte
 * @param idle time after which a connection without requests is closed
 * @param stall time for which a client may leave an answer unread
 * @param keepAlive time without events after which an event stream gets a comment
 */
public record HttpLimits(
    int bodyBytes,
    int connections,
    Duration arrival,
    Duration idle,
    Duration stall,
    Duration keepAlive) {

  /** Returns the limits of a gateway that nobody configured. */
  public static HttpLimits defaults() {
    return new HttpLimits(
        4 << 20,
        1000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }
}
