package io.sparsed.scheduler.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that no template takes more time, memory or stack than a rendering may. */
class JinjaBoundsTest {
  private static final String TWICE =
      "{% set n = namespace(x=START) %}{% for i in range(60) %}{% set n.x = STEP %}{% endfor %}";

  static Stream<String> bombs() {
    return Stream.of(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}"
            + "{% endfor %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
        "{% macro f() %}{% call f() %}{% endcall %}{% endmacro %}{{ f() }}",
        "{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}",
        "{{ " + "[".repeat(20_000) + "1" + "]".repeat(20_000) + " }}",
        "{{ " + "{1: ".repeat(20_000) + "1" + "}".repeat(20_000) + " }}",
        "{{ " + "not ".repeat(20_000) + "1 }}",
        "{{ " + "-".repeat(20_000) + "1 }}",
        "{{ 1" + "+1".repeat(20_000) + " }}",
        "{{ 1" + "|abs".repeat(20_000) + " }}",
        "{{ x" + ".x".repeat(20_000) + " }}",
        "{{ 'x%s' % ('x' * 900000) * 9 }}",
        "{{ ('{}' * 900).format(*[('x' * 900000)] * 900) }}",
        "{{ ('%s' * 900) % ((('x' * 900000),) * 900) }}",
        "{{ 'a' * 900000 ~ 'a' * 900000 }}",
        "{{ x" + "[0]".repeat(20_000) + " }}",
        "{{ x" + "()".repeat(20_000) + " }}",
        "{{ 1" + " if 1 else 1".repeat(20_000) + " }}",
        "{{ 1" + " is odd is odd".repeat(20_000) + " }}",
        "{{ 1" + " and 1".repeat(20_000) + " }}",
        "x".repeat((1 << 18) + 1),
        "{% if 1 %}".repeat(5_000) + "{% endif %}".repeat(5_000),
        "{% for i in [1] %}".repeat(5_000) + "{% endfor %}".repeat(5_000),
        "{% set x %}".repeat(5_000) + "{% endset %}".repeat(5_000),
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' * 1000000000000000000 }}",
        "{{ 'ab' * 9223372036854775807 }}",
        "{{ [0] * 1000000000 }}",
        "{{ (0, 1) * 9223372036854775807 }}",
        "{{ range(1000000000)|list }}",
        "{{ range(-9223372036854775807, 9223372036854775807) }}",
        "{{ 'x'|indent(1000000000, true) }}",
        "{{ [1]|tojson(indent=1000000000) }}",
        "{{ strftime_now('%c' * 200000) }}",
        "{{ ('a' * 900000).replace('a', 'b' * 900000) }}",
        "{{ ('a' * 900000)|replace('a', 'b' * 900000) }}",
        "{{ ('b' * 900000).join('a' * 900) }}",
        "{{ ['b' * 900000] * 900 }}",
        "{{ (['b' * 900000] * 900)|join }}",
        "{{ (['b' * 900000] * 900)|tojson }}",
        "{{ 9223372036854775807 * 2 }}",
        "{{ 99999999999999999999 }}",
        "{{ 1" + "0".repeat(20_000) + " }}",
        "{% for i in range(99999) %}{{ ('a' * 900000).rsplit('a')|length }}{% endfor %}",
        "{% for i in range(99999) %}{{ ('a' * 900000).title() }}{% endfor %}",
        "{% for i in range(99999) %}{{ ('a' * 900000)[::-1] }}{% endfor %}",
        "{% if 0 %}" + "{% elif 0 %}".repeat(20_000) + "{% endif %}",
        "{{ ('1' * 900000)|int }}{% for i in range(99999) %}{{ ('1_' * 900000)|int }}{% endfor %}",
        "{% for i in range(99999) %}{{ ('a ' * 400000).split()|length }}{% endfor %}",
        "{% for i in range(99999) %}{% if ('a' * 900000) in ('b' * 900000) %}{% endif %}{% endfor %}",
        "{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
        "{% for i in range(99999) %}{{ 99999 in range(99999) }}{% endfor %}",
        "{% for i in range(99999) %}{% if range(99999)|list == range(99999)|list %}{% endif %}{% endfor %}",
        TWICE.replace("START", "'0123456789'").replace("STEP", "n.x ~ n.x"),
        TWICE.replace("START", "[1]").replace("STEP", "n.x + n.x"),
        TWICE.replace("START", "[1]").replace("STEP", "[n.x, n.x]") + "{{ n.x }}",
        TWICE.replace("START", "[1]").replace("STEP", "[n.x, n.x]") + "{{ n.x|tojson }}",
        TWICE.replace("START", "[1]").replace("STEP", "[n.x, n.x]")
            + "{% set m = n.x %}"
            + TWICE.replace("START", "[1]").replace("STEP", "[n.x, n.x]")
            + "{{ n.x == m }}",
        TWICE.replace("60", "9999").replace("START", "[1]").replace("STEP", "[n.x]") + "{{ n.x }}",
        TWICE.replace("60", "9999").replace("START", "[1]").replace("STEP", "[n.x]")
            + "{{ n.x|tojson }}",
        TWICE.replace("60", "9999").replace("START", "[1]").replace("STEP", "[n.x]")
            + "{% set m = n.x %}"
            + TWICE.replace("60", "9999").replace("START", "[1]").replace("STEP", "[n.x]")
            + "{{ n.x == m }}{{ n.x < m }}");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void bomb_isRefusedAsTheTemplatesFault(String source) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> rendering = threads.submit(() -> render(source, Map.of("x", List.of())));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> rendering.get(30, TimeUnit.SECONDS))
          .matches(
              failure -> failure.getCause() instanceof JinjaException cause && !cause.isRaised());
    }
  }

  @Test
  void deepestTemplates_leaveRoomOnTheStack() {
    String recursive =
        "{% macro f(n) %}{% if n > 0 %}{{ (f(n - 1)) ~ '' }}{% endif %}{% endmacro %}{{ f(90) }}";
    assertThat(render(recursive, Map.of())).isEmpty();
    assertThat(render("{{ " + "(".repeat(40) + "1" + ")".repeat(40) + " }}", Map.of()))
        .isEqualTo("1");
    String nested = "{% if 1 %}".repeat(90) + "x" + "{% endif %}".repeat(90);
    assertThat(render(nested, Map.of())).isEqualTo("x");
  }

  @Test
  void longConversation_hasALargerBudget() {
    List<Map<String, String>> messages =
        IntStream.range(0, 5_000)
            .mapToObj(i -> Map.of("role", "user", "content", "x".repeat(200)))
            .toList();
    String source =
        "{% for m in messages %}{% set c = m.role + ': ' + m.content | trim %}{{ c }}{% endfor %}";
    assertThat(render(source, Map.of("messages", messages))).hasSize(5_000 * 206);
  }

  @Test
  void interruptedThread_stopsRendering() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> render("{% for i in range(99999) %}{{ i }}{% endfor %}", Map.of()));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oneTemplate_rendersInManyThreadsAtOnce() throws Exception {
    JinjaTemplate template =
        JinjaTemplate.of(
            "{% set n = namespace(s='') %}{% for i in range(k) %}{% set n.s = n.s ~ i %}{% endfor %}{{ n.s }}",
            Clock.systemUTC());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> texts =
          IntStream.range(0, 100)
              .mapToObj(k -> threads.submit(() -> template.render(Map.of("k", k))))
              .toList();
      for (int k = 0; k < texts.size(); k++) {
        String expected = String.join("", IntStream.range(0, k).mapToObj(String::valueOf).toList());
        assertThat(texts.get(k).get()).isEqualTo(expected);
      }
    }
  }

  private static String render(String source, Map<String, ?> variables) {
    return JinjaTemplate.of(source, Clock.systemUTC()).render(variables);
  }
}
