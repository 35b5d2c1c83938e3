package io.sparsed.scheduler.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests templates against the output of Jinja2 3.1.6 with the settings of transformers. */
class JinjaTemplateTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(
              Map.of("role", "system", "content", " S "),
              Map.of("role", "user", "content", "false"),
              Map.of("role", "assistant", "content", "<t>a</t>\n\nb")),
          "add_generation_prompt",
          true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ raise_exception('no') }}",
        "{{ messages[0].content + messages[0].nope }}",
        "{{ 'a' + 1 }}",
        "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}",
        "{% for m in [] %}{% else %}none{% endfor %}",
        "{% for m in messages %}{{ loop.previtem }}{% endfor %}",
        "{{ messages[::-1] }}",
        "{{ 'a'.repeat(1000) }}",
        "{{ 'a'.getBytes() }}",
        "{% if true %}",
        "{% nonsense %}",
        "{% include 'logback.xml' %}",
        "{% import 'macros' as m %}",
        "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}"
      })
  void whatIsWrongOrNotSupported_isRefused(String source) {
    assertThatExceptionOfType(JinjaException.class).isThrownBy(() -> render(source));
  }

  @Test
  void raiseException_inAnExpression_givesItsWordsAlone() {
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> render("a{{ 'b' ~ raise_exception('Only \"user\" roles!') }}"))
        .withMessage("Only \"user\" roles!");
  }

  @Test
  void output_withoutBounds_isStopped() {
    String source =
        "{% set x = namespace(t='0123456789') %}{% for i in range(40) %}{% set x.t = x.t ~ x.t %}{% endfor %}{{ x.t }}";
    assertThatExceptionOfType(JinjaException.class).isThrownBy(() -> render(source));
  }

  static Stream<Arguments> expressions() {
    return Stream.of(
        arguments("{% if not tools is defined %}y{% endif %}", "y"),
        arguments("{% if not messages[0].role == 'user' %}y{% endif %}", "y"),
        arguments("{% if tools is defined and tools is not none %}t{% else %}f{% endif %}", "f"),
        arguments(
            "{{ 'a' if messages[1].content else 'b' }}{% if messages[1].content %}t{% endif %}",
            "at"),
        arguments("{{ messages[1].content and 'x' }}{{ '' or 'y' }}", "xy"),
        arguments("{{ true }}{{ 1 ~ false }}", "True1False"),
        arguments("{{ messages[0].content | trim + '|' }}", "S|"),
        arguments(
            "{{ messages[-1].role }}{{ messages[1:] | length }}{{ 'abc'[0] }}{{ 'abc'[-1] }}{{ 'abcd'[1:3] }}",
            "assistant2acbc"),
        arguments("{{ 'text' in messages[0].content }}{{ 'role' in messages[0] }}", "FalseTrue"),
        arguments(
            "{{ messages[2].content.split('</t>')[-1].lstrip('\\n') }}{{ ' a  b '.split()|length }}",
            "b2"),
        arguments(
            "{{ 'ab'.startswith('a') and 'ab'.endswith(('x', 'b')) }}{{ 'a b'.title() }}{{ 'aB'.capitalize() }}",
            "TrueA BAb"),
        arguments(
            "{{ ','.join(['a', 'b']) }}{{ 'a-b-c'.split('-', 1)[1] }}{{ 'ABC'.lower().find('c') }}",
            "a,bb-c2"),
        arguments("{% set x = 1 %}{% for m in messages %}{% set x = 2 %}{% endfor %}{{ x }}", "1"),
        arguments(
            "{% set n = namespace(c=0) %}{% for m in messages %}{% set n.c = n.c + 1 %}{% endfor %}{{ n.c }}",
            "3"),
        arguments(
            "{% for m in messages %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{% endfor %}",
            "1TrueFalse2FalseFalse3FalseTrue"),
        arguments(
            "{% for m in messages %}{% if loop.first %}{% continue %}{% endif %}{{ m.role }}{% break %}{% endfor %}",
            "user"),
        arguments(
            "{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') }}{{ f('{{ 1 }}') }}",
            "<a><{{ 1 }}>"),
        arguments("{{ messages | selectattr('role', 'equalto', 'user') | list | length }}", "1"),
        arguments("{{ '<b>&' }}{{ '{{ 1 }}' }}", "<b>&{{ 1 }}"),
        arguments("{{ strftime_now('%d %b %Y') if strftime_now is defined }}", "26 Jul 2024"));
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void expression_isAsInPython(String source, String expected) throws JinjaException {
    assertThat(render(source)).isEqualTo(expected);
  }

  @Test
  void json_isAsPythonWritesIt() throws JinjaException {
    assertThat(
            render("{{ ['é<', 1, true, none, {}] | tojson }}{{ {'a': [1]} | tojson(indent=2) }}"))
        .isEqualTo("[\"é<\", 1, true, null, {}]{\n  \"a\": [\n    1\n  ]\n}");
  }

  @Test
  void trim_takesPythonsWhiteSpace() throws JinjaException {
    String space = "\u3000\u00a0\u0085\u001f\n";
    Map<String, Object> variables = Map.of("x", space + "\u0000a\u200b" + space);
    assertThat(JinjaTemplate.of("{{ x | trim }}", CLOCK).render(variables))
        .isEqualTo("\u0000a\u200b");
  }

  static Stream<Arguments> whiteSpace() {
    return Stream.of(
        arguments("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc"),
        arguments("a  {%- if true -%}  \n b \n {%- endif -%}  c", "abc"),
        arguments("\n\n{{- 'x' -}}\n\n", "x"),
        arguments("a\n\n", "a\n"),
        arguments("{{ 'a\n\n' }}", "a\n\n"),
        arguments("a\n{#- note -#}\nb", "ab"),
        arguments(
            "{% for m in messages %}\n    {{ m.role }}\n{% endfor %}\n",
            "    system\n    user\n    assistant\n"),
        arguments(
            "{%- for m in messages %}\n{{ m.role }}\n{%- endfor %}\nend", "systemuserassistantend"),
        arguments("  {{ 'x' }}  \n y", "  x  \n y"));
  }

  @ParameterizedTest
  @MethodSource("whiteSpace")
  void whiteSpace_isControlledAsInJinja2(String source, String expected) throws JinjaException {
    assertThat(render(source)).isEqualTo(expected);
  }

  private static String render(String source) throws JinjaException {
    return JinjaTemplate.of(source, CLOCK).render(VARIABLES);
  }
}
