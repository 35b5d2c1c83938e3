package io.sparsed.gateway;

import io.sparsed.gateway.http.HttpLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * A GatewayConfig says where a {@link Gateway} listens, and what it bounds.
 *
 * @param host address to listen on
 * @param port port in 0..65535; 0 takes a free one
 * @param limits bounds on connections and requests
 * @param mostTime time that an answer may take, positive
 * @param tls what makes the TLS of a connection; empty: plaintext
 */
public record GatewayConfig(
    String host,
    int port,
    HttpLimits limits,
    Duration mostTime,
    Optional<Supplier<SSLEngine>> tls) {
  /** Throws unless the port and the time are in their ranges. */
  public GatewayConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the HTTP port must be 0 to 65535, got " + port);
    }
    if (!mostTime.isPositive()) {
      throw new IllegalArgumentException("the time of an answer must be positive");
    }
  }

  /** Returns a configuration with every default. */
  public static GatewayConfig of(String host, int port) {
    return new GatewayConfig(
        host, port, HttpLimits.defaults(), Duration.ofMinutes(10), Optional.empty());
  }

  /** Returns the same configuration with other limits. */
  public GatewayConfig withLimits(HttpLimits newLimits) {
    return new GatewayConfig(host, port, newLimits, mostTime, tls);
  }

  /** Returns the same configuration with TLS, or without. */
  public GatewayConfig withTls(Optional<Supplier<SSLEngine>> engines) {
    return new GatewayConfig(host, port, limits, mostTime, engines);
  }
}
