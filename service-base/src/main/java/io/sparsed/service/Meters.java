package io.sparsed.service;

import static java.util.Objects.requireNonNullElse;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.util.stream.DoubleStream;

/** Makes the registry of a process's meters. */
public final class Meters {

  private static final double NANOS = 1e9;

  /** Bounds of every histogram of time, in seconds: a factor of about three, up to minutes. */
  private static final double[] SECONDS = {
    0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000
  };

  private static final MeterFilter BUCKETS =
      new MeterFilter() {
        @Override
        public DistributionStatisticConfig configure(
            Meter.Id id, DistributionStatisticConfig config) {
          return id.getType() == Meter.Type.TIMER
              ? DistributionStatisticConfig.builder()
                  .serviceLevelObjectives(
                      DoubleStream.of(SECONDS).map(seconds -> seconds * NANOS).toArray())
                  .build()
                  .merge(config)
              : config;
        }
      };

  private Meters() {}

  /** Returns a registry that holds the meters of the JVM and of the build. */
  public static PrometheusMeterRegistry newRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(BUCKETS);
    JvmMetrics.builder().register(registry.getPrometheusRegistry());
    Gauge.builder("sparsed.build.info", () -> 1)
        .description("The build that runs; always 1")
        .tags("version", version(), "java", Runtime.version().toString())
        .register(registry);
    return registry;
  }

  /** Returns the version of the build; "unknown" if it does not run from a jar. */
  static String version() {
    return requireNonNullElse(Meters.class.getPackage().getImplementationVersion(), "unknown");
  }
}
