package io.sparsed.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.tls.Tls;

/** Tells Prometheus when the certificates of a server expire. */
public final class CertificateMetrics {
  private CertificateMetrics() {}

  /** Registers the certificate that is shown to {@code peer}: clients, schedulers or workers. */
  public static void register(String peer, Tls tls, MeterRegistry registry) {
    if (tls.expiry().isEmpty()) {
      return;
    }
    Gauge.builder("sparsed.tls.certificate.expiry.timestamp", tls, CertificateMetrics::expiry)
        .tag("peer", peer)
        .baseUnit("seconds")
        .description("Time at which the server's own certificate expires, in Unix seconds.")
        .register(registry);
  }

  private static double expiry(Tls tls) {
    return tls.expiry().orElseThrow().getEpochSecond();
  }
}
