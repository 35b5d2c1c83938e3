package io.sparsed.scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.tls.Tls;

/** Tells Prometheus when the certificates of a scheduler expire. */
final class CertificateMetrics {
  private CertificateMetrics() {}

  /** Registers the certificate that is shown to {@code peer}: clients or workers. */
  static void register(String peer, Tls tls, MeterRegistry registry) {
    if (tls.expiry().isEmpty()) {
      return;
    }
    Gauge.builder("sparsed.tls.certificate.expiry.timestamp", tls, CertificateMetrics::expiry)
        .tag("peer", peer)
        .baseUnit("seconds")
        .description("Time at which the scheduler's own certificate expires, in Unix seconds.")
        .register(registry);
  }

  private static double expiry(Tls tls) {
    return tls.expiry().orElseThrow().getEpochSecond();
  }
}
