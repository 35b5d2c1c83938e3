package io.sparsed.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.tls.Tls;

/** Tells Prometheus when the certificate of a server expires. */
final class CertificateMetrics {
  private CertificateMetrics() {}

  static void register(Tls tls, MeterRegistry registry) {
    Gauge.builder("sparsed.tls.certificate.expiry.timestamp", tls, CertificateMetrics::expiry)
        .tag("peer", "schedulers")
        .baseUnit("seconds")
        .description("Time at which the server's own certificate expires, in Unix seconds.")
        .register(registry);
  }

  private static double expiry(Tls tls) {
    return tls.expiry().orElseThrow().getEpochSecond();
  }
}
