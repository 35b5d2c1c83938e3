package io.sparsed.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.standalone.observability.OtlpReceiver.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The spans that a scheduler and its worker export. */
class TracingTest {
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  @AfterEach
  void clear() {
    System.clearProperty(ENDPOINT);
  }

  @Test
  void spans_ofOneGeneration_hangTogetherAcrossTheHop() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      System.setProperty(ENDPOINT, collector.endpoint());
      try (Deployment servers = new Deployment()) {
        servers.generate();
      } // which exports what is left

      Received generation = only(collector.spans("GenerationService.Generate"));
      List<Received> steps = collector.spans("step");
      List<Received> forwards =
          collector.spans("WorkerService.Forward").stream()
              .filter(each -> each.service().equals("sparsed-worker"))
              .toList();
      assertThat(generation.service()).isEqualTo("sparsed-scheduler");
      assertThat(generation.attributes().get("sparsed.request_id")).isNotEmpty();
      assertThat(steps).hasSizeGreaterThan(2).hasSameSizeAs(forwards);
      for (Received step : steps) {
        assertThat(step.span().getParentSpanId()).isEqualTo(generation.span().getSpanId());
        assertThat(step.attributes())
            .containsKeys("sparsed.step", "sparsed.canvas_tokens")
            .hasEntrySatisfying("sparsed.worker", address -> assertThat(address).contains(":"));
      }
      assertThat(steps.stream().map(step -> step.attributes().get("sparsed.attention")).distinct())
          .contains("dense", "select", "sparse");
      assertThat(forwards)
          .allSatisfy(
              forward -> {
                assertThat(forward.span().getTraceId()).isEqualTo(generation.span().getTraceId());
                assertThat(forward.attributes()).containsEntry("sparsed.batch", "1");
              });
    }
  }

  @Test
  void nothingConfigured_nothingIsExported() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver();
        Deployment servers = new Deployment()) {
      servers.generate();
      assertThat(collector.spans("")).isEmpty();
    }
  }

  private static Received only(List<Received> spans) {
    assertThat(spans).hasSize(1);
    return spans.getFirst();
  }
}
