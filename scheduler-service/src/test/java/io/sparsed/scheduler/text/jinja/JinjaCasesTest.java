package io.sparsed.scheduler.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares renderings with those of the real Jinja2 under the settings of transformers. {@code
 * src/test/jinja/make_cases.py} writes the cases; {@code fuzz.py} there writes random ones, which
 * the system property {@code jinja.cases} names.
 */
class JinjaCasesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-06T15:04:05.000678Z"), ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode FILE = file();

  static Stream<Named<JsonNode>> cases() {
    return FILE.path("cases")
        .valueStream()
        .map(each -> Named.of(each.path("group").asText() + ": " + each.path("template"), each));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void template_isRenderedAsByJinja2_orRefused(JsonNode each) {
    String template = each.path("template").asText();
    Map<String, Object> variables = variables(each.path("conversation").asText("plain"));
    AtomicReference<String> text = new AtomicReference<>();
    JinjaException refusal =
        catchThrowableOfType(
            JinjaException.class,
            () -> text.set(JinjaTemplate.of(template, CLOCK).render(variables)));
    if (each.has("text") && (refusal == null || !each.has("fuzz"))) {
      assertThat(text.get()).as(template).isEqualTo(each.path("text").asText());
      return;
    }
    assertThat(refusal).as(template).isNotNull();
    assertThat(refusal.isRaised()).isEqualTo(each.has("raised"));
    if (each.has("raised")) {
      assertThat(refusal).hasMessage(each.path("raised").asText());
    } else {
      assertThat(refusal).hasMessageMatching("(?s)line \\d+ of the template: .+");
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "jinja.cases", matches = ".+")
  void publishedModels_areAmongTheCases() {
    long models = FILE.path("cases").valueStream().filter(each -> each.has("conversation")).count();
    assertThat(models).isGreaterThan(90);
  }

  private static JsonNode file() {
    String given = System.getProperty("jinja.cases");
    try (InputStream file =
        given == null
            ? Objects.requireNonNull(JinjaCasesTest.class.getResourceAsStream("/jinja/cases.json"))
            : Files.newInputStream(Path.of(given))) {
      return JSON.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> variables(String conversation) {
    return JSON.convertValue(
        FILE.path("variables").path(conversation), new TypeReference<Map<String, Object>>() {});
  }
}
