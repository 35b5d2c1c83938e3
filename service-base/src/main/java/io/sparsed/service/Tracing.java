package io.sparsed.service;

import static java.util.Locale.ROOT;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.grpc.opentelemetry.InternalGrpcOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Tracing exports the spans of a server where OpenTelemetry's variables ask for it, and else does
 * nothing. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

  /** Settings of which one turns tracing on; each is a variable in upper case, too. */
  private static final List<String> SWITCHES =
      List.of(
          "otel.traces.exporter",
          "otel.exporter.otlp.endpoint",
          "otel.exporter.otlp.traces.endpoint");

  private final Optional<OpenTelemetrySdk> sdk;
  private final Optional<GrpcOpenTelemetry> grpc;

  private Tracing(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.grpc = sdk.map(Tracing::grpc);
  }

  /**
   * Returns the tracing that the environment asks for.
   *
   * @param service name of the service, unless the environment has another
   */
  public static Tracing of(String service) {
    return new Tracing(
        SWITCHES.stream().anyMatch(Tracing::isSet) ? Optional.of(sdk(service)) : Optional.empty());
  }

  private static boolean isSet(String name) {
    return System.getProperty(name) != null
        || System.getenv(name.replace('.', '_').toUpperCase(ROOT)) != null;
  }

  private static OpenTelemetrySdk sdk(String service) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(
            () ->
                Map.of(
                    "otel.service.name", service,
                    "otel.exporter.otlp.protocol", "http/protobuf",
                    "otel.metrics.exporter", "none",
                    "otel.logs.exporter", "none"))
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  private static GrpcOpenTelemetry grpc(OpenTelemetrySdk sdk) {
    GrpcOpenTelemetry.Builder builder = GrpcOpenTelemetry.newBuilder().sdk(sdk).disableAllMetrics();
    InternalGrpcOpenTelemetry.enableTracing(builder, true);
    return builder.build();
  }

  /** Makes a server record a span for each call. */
  public void configure(ServerBuilder<?> server) {
    grpc.ifPresent(telemetry -> telemetry.configureServerBuilder(server));
  }

  /** Makes a channel record a span for each call, and tell the server of it. */
  public void configure(ManagedChannelBuilder<?> channel) {
    grpc.ifPresent(telemetry -> telemetry.configureChannelBuilder(channel));
  }

  /** Returns the tracer of the server's own spans; one that records nothing if tracing is off. */
  public Tracer tracer() {
    return sdk.<OpenTelemetry>map(each -> each).orElseGet(OpenTelemetry::noop).getTracer("sparsed");
  }

  /** Exports what is left. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }
}
